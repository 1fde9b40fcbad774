package models

import "slices"

// RateRow is how many of those who were asked about the leaders of a row
// answered, as far as HR may know it.
type RateRow struct {
	Department string
	Leaders    int
	Invited    int
	Answered   int
}

// Percent is the answers of a hundred invitations, rounded; 0 for no invitation.
func (r RateRow) Percent() int {
	if r.Invited == 0 {
		return 0
	}
	return (200*r.Answered + r.Invited) / (2 * r.Invited)
}

// Rates is how many answered, for the rows of a heatmap.
type Rates struct {
	Rows []RateRow // in the order of the heatmap
	All  RateRow   // the sum of the rows shown
}

// MakeRates adds up the counts of whole departments for the rows of a heatmap. A
// row has SHeat leaders, and what is counted is what HR sees of each leader
// (Progress: groups that are held count for nothing), so a row says nothing new.
func MakeRates(h Heatmap, departments []RateRow) Rates {
	at := map[string]int{}
	rates := Rates{All: RateRow{Department: h.All.Department}}
	for i, row := range h.Rows {
		at[row.Department] = i
		rates.Rows = append(rates.Rows, RateRow{Department: row.Department})
	}
	for _, d := range departments {
		if slices.Contains(h.Left, d.Department) {
			continue
		}
		i, own := at[d.Department]
		if !own || d.Department == "" {
			var others bool
			if i, others = at[OtherDepartments]; !others {
				continue
			}
		}
		for _, row := range []*RateRow{&rates.Rows[i], &rates.All} {
			row.Leaders += d.Leaders
			row.Invited += d.Invited
			row.Answered += d.Answered
		}
	}
	return rates
}
