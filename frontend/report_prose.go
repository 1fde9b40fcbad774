package frontend

import (
	"fmt"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// The sentences of a report, said once for the page, the PDF and the tables.
const (
	mirrorLead = "Most people and their colleagues see some things differently. That says nothing yet about who is right."
	shapeLead  = "The same averages, seen at once. The filled shape is how colleagues see you, the dotted line is you."
	shapeNote  = "A large even shape is not the goal. The numbers are in Seven shifts."
	noComments = "Nobody wrote a comment this time."
)

// ShiftsLead stands above Seven shifts.
func (p ReportPage) ShiftsLead() string {
	const lead = "Your expertise brought you here and stays valuable. The new role asks for more from the right-hand side. "
	if p.Report.Colleagues > 0 {
		return lead + "The upright mark shows how often colleagues see the leader behaviour; it does not measure your expertise."
	}
	return lead + "The marks show how often the leader behaviour is seen; they do not measure your expertise."
}

// MirrorLead stands above "Your view and theirs".
func (ReportPage) MirrorLead() string { return mirrorLead }

// ShapeLead stands beside the overall shape.
func (ReportPage) ShapeLead() string { return shapeLead }

// ShapeNote keeps the overall shape from being read as a score.
func (ReportPage) ShapeNote() string { return shapeNote }

// DetailLead stands above "Shift by shift".
func (p ReportPage) DetailLead() string {
	lead := "Every track runs from “" + p.ScaleWord(1) + "” at the left edge to “" + p.ScaleWord(models.MaxScore) + "” at the right."
	if p.Report.Colleagues > 0 {
		return lead + " Small grey figures count answers."
	}
	return lead
}

// BandCaption says what a soft band is.
func (ReportPage) BandCaption() string { return models.BandCaption }

// WordsLead stands above the comments: why there are none of colleagues, or how
// they are shown.
func (p ReportPage) WordsLead() string {
	if note := p.Report.CommentsNote(); note != "" {
		return note
	}
	return "Word for word. Peers and direct reports are always mixed, and each question is shuffled on its own, so that nothing points to one person. Please don’t guess who wrote what."
}

// NoWords says that nobody wrote a comment, or is "" when there are some or
// colleagues' are not shown.
func (p ReportPage) NoWords() string {
	if len(p.words()) > 0 || p.Report.CommentsNote() != "" {
		return ""
	}
	return noComments
}

// TableCaption stands above the averages as a table.
func (p ReportPage) TableCaption() string {
	caption := fmt.Sprintf("Averages from 1 (%s) to %d (%s)", p.ScaleWord(1), models.MaxScore, p.ScaleWord(models.MaxScore))
	if p.Report.Colleagues > 0 {
		caption += ". Gap: you minus colleagues"
	}
	return caption
}

// HRNote says to HR that the report speaks to the leader; "" for the leader.
func (p ReportPage) HRNote() string {
	if !p.ForHR {
		return ""
	}
	return "You read this report for HR, as the rules of this cycle allow. It speaks to " + p.Report.Leader + "."
}

// HowToRead explains the report.
func (p ReportPage) HowToRead() []models.Assurance {
	return []models.Assurance{
		{Lead: "The scale is how often, not how well.", Rest: p.scale() + ". “Not observed” is left out of every average."},
		{Lead: "Colleagues", Rest: "are your peers and direct reports as far as they are shown, weighted by how many answered. You and your manager are never part of that number. The gap is yours minus theirs, as printed."},
		{Lead: "The soft band.", Rest: models.BandCaption + " It depends only on how many answered."},
		{Lead: "“Seen differently”", Rest: "needs half a point or more, and more where few people answered. Smaller differences can easily be chance."},
		{Lead: "“See it alike”", Rest: "and its two neighbours describe how close the answers within one group are. They appear from five answers on."},
		p.groupRule(),
		{Lead: "Very low averages read “1.5 or lower”,", Rest: "so that nobody’s answer can be worked out from them."},
		{Lead: "Your manager", Rest: "knew that these answers and comments are shown as the manager’s."},
		{Lead: "Who can see this.", Rest: p.Readers() + " This report is for your development only, never for pay or appraisal."},
	}
}

// ScaleWord is the label of a point of the scale in the middle of a sentence:
// "almost never".
func (p ReportPage) ScaleWord(value int) string { return scaleWord(p.Report.Scale, value) }

func scaleWord(scale []models.ScalePoint, value int) string {
	for _, point := range scale {
		if point.Value == value {
			return strings.ToLower(point.Label)
		}
	}
	return ""
}

// scale is "1 almost never, 2 rarely" and so on.
func (p ReportPage) scale() string {
	points := make([]string, len(p.Report.Scale))
	for i, point := range p.Report.Scale {
		points[i] = fmt.Sprint(point.Value, " ", strings.ToLower(point.Label))
	}
	return strings.Join(points, ", ")
}

func (p ReportPage) groupRule() models.Assurance {
	k := p.Report.Policy.K
	small := "A smaller one is joined with the other for the whole report."
	if p.Report.Policy.DropSmall {
		small = "Smaller ones are joined with each other or left out, for the whole report."
	}
	return models.Assurance{
		Lead: fmt.Sprintf("A group is shown from %s answers on", number(k)),
		Rest: fmt.Sprintf("(k = %d). %s Single questions need %s colleagues each, counts of answers %s.", k, small, number(max(k, models.KItem)), number(max(k, models.KBands))),
	}
}
