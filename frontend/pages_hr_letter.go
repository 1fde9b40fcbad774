package frontend

import "github.com/sevenfold/sevenfold/models"

// LetterPage shows the letters of a draft exactly as they will be sent, and
// takes the words that HR adapts.
type LetterPage struct {
	Base
	Cycle  CycleHead
	Sample models.LetterSample   // what is shown
	Roles  []models.Relationship // as what people are asked in the draft; empty: nobody is
	Mail   MailPreview
	Why    string // why nothing can be shown, "" when Mail is
	Words  models.LetterWords
}

func (LetterPage) template() string { return "hr_letter.html" }

// Choice is one option of a list to choose from.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// Kinds are the letters to choose from.
func (p LetterPage) Kinds() (all []Choice) {
	for _, kind := range models.SampleKinds() {
		all = append(all, Choice{string(kind), sampleNames[kind], kind == p.Sample.Kind})
	}
	return all
}

var sampleNames = map[models.LetterKind]string{
	models.InvitationLetter: "Invitation", models.ReminderLetter: "Reminder", models.LastReminderLetter: "Last reminder",
	models.ExtendedLetter: "The deadline was moved", models.ReportLetter: "The report is ready",
}

// Readers are the kinds of people to choose from.
func (p LetterPage) Readers() (all []Choice) {
	for _, role := range p.Roles {
		all = append(all, Choice{string(role), readerNames[role], role == p.Sample.As})
	}
	return all
}

var readerNames = map[models.Relationship]string{
	models.Peer: "A peer", models.DirectReport: "A direct report", models.Manager: "A manager", models.Self: "A leader, about the own view",
}

// Longest is how many characters the introduction and the signature may have.
func (LetterPage) Longest() struct{ Intro, Signature int } {
	return struct{ Intro, Signature int }{models.MaxIntro, models.MaxSignature}
}
