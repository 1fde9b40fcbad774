package frontend

import "time"

// Keeping is until when what is left of a closed cycle is kept.
type Keeping struct {
	People   time.Time // raters' links, addresses and invitations
	Reports  time.Time
	Overview time.Time

	PeopleGone, ReportsGone, OverviewGone bool
	NoOverview                            bool   // the cycle was never released
	PurgeURL                              string // where HR deletes the reports earlier, "" where that is done
}

// Dates is what is deleted on which day, the past as the past.
func (k Keeping) Dates() []DateLine {
	line := func(at time.Time, what string, gone bool) DateLine {
		if gone {
			return DateLine{Text: what + " are deleted."}
		}
		return DateLine{At: at, Text: what + " are deleted on this day."}
	}
	lines := []DateLine{
		line(k.People, "Raters’ links, addresses and invitations", k.PeopleGone),
		line(k.Reports, "Reports, numbers and comments", k.ReportsGone),
	}
	if !k.NoOverview {
		lines = append(lines, line(k.Overview, "The overview of departments and the record of this cycle", k.OverviewGone))
	}
	return lines
}
