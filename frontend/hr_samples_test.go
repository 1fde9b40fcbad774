package frontend

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

var (
	sampleZone  = time.FixedZone("CET", 3600)
	sampleNow   = time.Date(2025, 11, 10, 9, 0, 0, 0, sampleZone)
	sampleClose = time.Date(2025, 11, 14, 18, 0, 0, 0, sampleZone)
	sampleBase  = Base{Nav: Navigation(true, false, CyclesURL), SignedInAs: "Ingrid Solberg", Notice: "Saved."}
)

// sampleID makes the nth of a row of fixed ids.
func sampleID(n int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("10000000-0000-4000-8000-%012d", n))
}

func sampleHead(state models.CycleState) CycleHead {
	return CycleHead{ID: sampleID(1), Name: "Autumn 2025", State: state, ClosesAt: &sampleClose}
}

func samplePeople(names ...string) []models.Person {
	people := make([]models.Person, len(names))
	for i, name := range names {
		people[i] = models.Person{ID: sampleID(100 + i), Name: name, Email: fmt.Sprintf("p%d@northwind.example", i), Title: "Engineer"}
	}
	return people
}

func sampleAudit() AuditTrail {
	return AuditTrail{Total: 48, URL: AuditURL + "?cycle=" + sampleID(1).String(), Lines: []AuditLine{
		{At: sampleNow, Actor: "Ingrid Solberg", Act: "corrected an email address and resent the invitation"},
		{At: sampleNow.Add(-24 * time.Hour), Actor: "Sevenfold", Act: "sent the first reminder"},
	}}
}

func outlook(peers, reports int) models.Reportability {
	return models.CheckReportability(map[models.Relationship]int{models.Peer: peers, models.DirectReport: reports}, models.DefaultPolicy())
}

func sampleProgress(n int, name string, answered, invited [4]int) LeaderProgress {
	count := func(values [4]int) map[models.Relationship]int {
		return map[models.Relationship]int{models.Self: values[0], models.Manager: values[1], models.Peer: values[2], models.DirectReport: values[3]}
	}
	return LeaderProgress{ID: sampleID(n), Name: name, Groups: models.Progress(count(invited), count(answered), models.DefaultPolicy())}
}

func sampleDraft() DraftPage {
	groups := []RaterGroup{
		{models.Self, samplePeople("Samuel Okafor")},
		{models.Peer, samplePeople("Ana Duarte", "Lena Fischer", "Piotr Zając", "Ravi Menon")},
	}
	return DraftPage{
		Base: sampleBase, Cycle: CycleHead{ID: sampleID(1), Name: "Winter 2026", State: models.Draft},
		Comfort: models.DefaultPolicy().ComfortNote(),
		Leaders: []DraftLeader{
			{ID: sampleID(2), Name: "Samuel Okafor", Title: "Head of Operations", Groups: groups, Outlook: outlook(4, 4)},
			{ID: sampleID(3), Name: "Hassan Qureshi", Title: "Lead Data Engineer", Groups: groups, Outlook: outlook(2, 5)},
			{ID: sampleID(4), Name: "Katrin Vogel", Title: "Head of Finance Systems", Groups: groups, Outlook: outlook(1, 1)},
		},
		Count: 5, People: 32, Asked: 46, TooFew: 1,
		Blockers: []models.Fault{{Column: "closes_at", Problem: "There is no deadline. Set the day on which the cycle closes."}},
		Dates:    DatesForm{ClosesOn: "2026-01-30", OpensOn: "2026-01-12"},
		Details:  DetailsForm{Name: "Winter 2026", ContactName: "Ingrid Solberg", ContactEmail: "ingrid@northwind.example"},
		Policy:   PolicyFields(models.DefaultPolicy()), Audit: sampleAudit(),
		Pager: Pager{OlderURL: "/cycles/x?after=y"},
	}
}

func sampleOpen() OpenCyclePage {
	rows := []LeaderProgress{
		sampleProgress(2, "Tomás Ferreira", [4]int{1, 0, 4, 2}, [4]int{1, 1, 6, 5}),
		sampleProgress(3, "Aiko Tanaka", [4]int{1, 1, 1, 5}, [4]int{1, 1, 2, 5}),
		sampleProgress(4, "Katrin Vogel", [4]int{1, 1, 1, 0}, [4]int{1, 1, 1, 1}),
		sampleProgress(5, "Priya Raman", [4]int{1, 0, 3, 0}, [4]int{1, 0, 30, 0}),
	}
	return OpenCyclePage{
		Base: sampleBase, Cycle: sampleHead(models.Open), Now: sampleNow, K: 3, Sum: sampleSum(rows), Rows: rows, Place: "?after=50",
		Find: FindLeader{URL: "/cycles/x", Query: "a", Found: 4, Long: true},
		Mail: MailCounts{Queued: 1, Sending: 1, Sent: 29, Refused: 1, InDoubt: 1, Oldest: 3 * time.Minute, Moving: true}, Reminders: ReminderFields(models.Reminders{14, 7, 1}),
		Troubles: []MailTrouble{
			{LetterID: sampleID(60), Name: "Lena Fischer", Email: "lena.fisher@northwind.example", State: models.Buried, Answer: "550 5.1.1 user unknown", At: sampleNow, Attempts: 1},
			{LetterID: sampleID(61), Name: "David Abebe", Email: "david.abebe@northwind.example", State: models.Unknown, At: sampleNow, Attempts: 5},
		},
		CanRemind: true, Lost: "The key of this cycle is missing.", Dates: []DateLine{{sampleNow, "First reminder sent"}},
		Extend: ExtendForm{ClosesOn: "2025-11-21"},
		Add:    AddRaterForm{Leader: sampleID(3).String(), Email: "new@northwind.example", Name: "New One", Relationship: "peer"},
		Audit:  sampleAudit(), Pager: Pager{NewerURL: "/cycles/x?before=y", OlderURL: "/cycles/x?after=y"},
	}
}

func sampleSum(rows []LeaderProgress) (sum ProgressSum) {
	for _, l := range rows {
		sum.Add(l.Groups, 1)
	}
	return sum
}

func sampleClosed() ClosedCyclePage {
	return ClosedCyclePage{
		Base: sampleBase, Cycle: sampleHead(models.Closed), Leaders: 6, Answered: 58, Asked: 68, Comments: 41, Withheld: 1, Unopened: 2,
		Rows: []LeaderRemarks{
			{ID: sampleID(2), Name: "Tomás Ferreira", Title: "Head of Data", Unopened: 2, Questions: []QuestionRemarks{
				{"What should Tomás keep doing?", []RemarkLine{
					{ID: sampleID(70), Body: "Tomás listens before he decides.\nThat helps."},
					{ID: sampleID(71), Body: "This one names a person.", Withheld: true},
					{ID: sampleID(72), Body: "Keep the weekly walk.", Source: "Manager, Ingunn Moe"}}}}},
			{ID: sampleID(3), Name: "Katrin Vogel", TooFew: true},
			{ID: sampleID(4), Name: "Aiko Tanaka"},
		}, Audit: sampleAudit(), Keep: sampleKeeping,
	}
}

var sampleKeeping = Keeping{People: sampleNow.AddDate(0, 0, 35), Reports: sampleNow.AddDate(2, 0, 0), Overview: sampleNow.AddDate(3, 0, 0),
	PeopleGone: true, PurgeURL: CycleURL(sampleID(1), "purge")}

func sampleReview() ReviewPage {
	return ReviewPage{
		Base: sampleBase, Cycle: CycleHead{ID: sampleID(1), Name: "Winter 2026", State: models.Draft, ClosesAt: &sampleClose}, Policy: models.DefaultPolicy(),
		Contact: models.Contact{Name: "Ingrid Solberg", Email: "ingrid@northwind.example"}, Questionnaire: "From expert to leader", Questions: 28,
		Leaders: []ReviewLeader{{sampleID(2), "Samuel Okafor", outlook(4, 4)}, {sampleID(4), "Katrin Vogel", outlook(1, 1)}},
		Letters: 32, Asked: 46, Warnings: []string{"The deadline is only five days away. Two to three weeks work best."},
		Mail: MailPreview{"Ana Duarte", "Three colleagues ask for your feedback", "Dear Ana,\n\nthree colleagues …", CycleURL(sampleID(1), "launch", "mail")},
	}
}

func sampleLetter() LetterPage {
	return LetterPage{
		Base: sampleBase, Cycle: CycleHead{ID: sampleID(1), Name: "Winter 2026", State: models.Draft, ClosesAt: &sampleClose},
		Sample: models.LetterSample{Kind: models.ReminderLetter, As: models.Manager}, Roles: []models.Relationship{models.Peer, models.Manager, models.Self},
		Mail:  MailPreview{"Ana Duarte", "Until Friday: your feedback for Maya", "Hello Ana,\n\none colleague …", CycleURL(sampleID(1), "launch", "mail") + "?as=manager&kind=reminder"},
		Words: models.LetterWords{Intro: "This is the third year in which we ask.", Signature: "Ingrid Solberg\nPeople & Culture"},
	}
}

func sampleHeatmap() OrganisationPage {
	leaders := map[string]int{"Engineering": 11, "Operations": 7, "Sales and Service": 6, "Data": 4, "Finance": 3}
	q := models.Questionnaire{}
	var ids []string
	var scores []models.HeatScore
	for i, name := range []string{"People and emotions", "Deciding without certainty", "Delegating", "Direction over detail", "Reaching different audiences", "Leading through change", "Making the team succeed"} {
		id := fmt.Sprintf("c%d", i)
		ids = append(ids, id)
		q.Competencies = append(q.Competencies, models.Competency{ID: id, Name: name})
		for d, n := range leaders {
			if i == 5 && d == "Data" {
				continue
			}
			scores = append(scores, models.HeatScore{Department: d, Competency: id, Leaders: n, Tenths: n * (28 + 3*i + len(d)%4)})
		}
	}
	return OrganisationPage{Base: sampleBase, Cycles: []CycleChoice{{"a", "Spring 2025", true}, {"b", "Autumn 2024", false}},
		Latest: true, CSVURL: "/organisation/overview.csv?cycle=a",
		Overview: sampleOverview(q, models.MakeHeatmap(ids, leaders, scores))}
}

// samplePages is every page of HR with everything on it.
func samplePages() []Page {
	faults := []models.Fault{
		{Line: 12, Column: "rater_email", Found: "k.moreau@northwind", Problem: "The email address ends too early. Add the part after “northwind”."},
		{Line: 19, Column: "relationship", Found: "team-mate", Problem: "Unknown relationship. Use self, manager, peer or report."},
		{Line: 27, Column: "rater_name", Problem: "There is no name."},
	}
	lines := []PersonLine{
		{ID: sampleID(100), Name: "Ana Duarte", Email: "ana.duarte@northwind.example", Title: "Head of Design", Department: "Product", Manager: "Ingunn Moe", Reports: 4},
		{ID: sampleID(101), Name: "Lena Fischer", Email: "lena.fischer@northwind.example", Department: "Engineering", Manager: "Ingunn Moe"},
	}
	chosen, ticked := map[uuid.UUID]bool{sampleID(101): true}, map[uuid.UUID]bool{sampleID(100): true}
	wrong := sampleBase
	wrong.Errors = []FormError{{"name", "Give the cycle a name."}, {"closes_on", "This is not a day of the calendar."}, {"k", "Choose a number from 3 to 10."}, {"", "Somebody changed it meanwhile."}}
	before := sampleNow.Add(-720 * time.Hour)
	return []Page{
		CyclesPage{Base: sampleBase, Pager: Pager{OlderURL: "/cycles?after=x"}, Cycles: []CycleRow{
			{ID: sampleID(1), Name: "Autumn 2025", State: models.Open, ClosesAt: &sampleClose, Leaders: 6, Answered: 43, Asked: 68, Troubles: 2},
			{ID: sampleID(2), Name: "Winter 2026", State: models.Draft, Leaders: 5, People: 32},
			{ID: sampleID(3), Name: "Spring 2025", State: models.Released, ReleasedAt: &before, Leaders: 31, Answered: 318, Asked: 371}}},
		NewCyclePage{Base: wrong, Name: "", ClosesOn: "2025-02-31", ContactName: "Ingrid Solberg", ContactEmail: "ingrid@northwind.example", Policy: PolicyForm{K: "2", Small: "leave_out", Readers: "hr"}},
		sampleDraft(), sampleWork(models.WorkRunning), sampleReview(), sampleLetter(), sampleOpen(), sampleClosed(), sampleHeatmap(),
		ImportPage{Base: Base{Errors: []FormError{{"file", "Choose a file first."}}}, Cycle: sampleHead(models.Draft)},
		ImportPreviewPage{Base: sampleBase, Cycle: sampleHead(models.Draft), UploadID: sampleID(9).String(), File: "winter-2026.csv", Rows: 57, Added: 50, Updated: 4, Good: 54, Leaders: 5, People: 32, Faults: faults, MoreFaults: 2, BadRows: 3},
		ChooseLeadersPage{Base: sampleBase, Cycle: sampleHead(models.Draft), Query: "an", People: lines, Chosen: chosen, Ticked: ticked, Pager: Pager{OlderURL: "/x"}},
		RatersPage{Base: Base{Errors: []FormError{{"email", "Nobody of the directory has this address."}, {"relationship", "Choose how they stand to the leader."}}}, Cycle: sampleHead(models.Draft), LeaderID: sampleID(2), Leader: "Samuel Okafor", Title: "Head of Operations",
			Groups: []RaterGroup{{models.Self, samplePeople("Samuel Okafor")}, {models.Peer, samplePeople("Ana Duarte", "Ravi Menon")}}, Outlook: outlook(2, 0), Email: "nobody@northwind.example", Relationship: "", Query: "b", FoundTotal: 2,
			Found: []FoundPerson{{samplePeople("Bea Lund")[0], false, false}, {samplePeople("Ana Duarte")[0], true, true}, {samplePeople("Emil Holm")[0], false, true}}, Proposed: []models.Rater{{Person: samplePeople("Emil Holm")[0], Relationship: models.DirectReport}}, Counts: map[uuid.UUID]int{sampleID(100): 12}},
		AskedPage{Base: sampleBase, Cycle: sampleHead(models.Draft), Total: 32, Often: 1, Pager: Pager{OlderURL: "/x"}, Rows: []AskedRow{
			{samplePeople("Ana Duarte")[0], 12, []AskedAbout{{sampleID(2).String(), "Samuel Okafor", models.Peer}, {sampleID(3).String(), "Katrin Vogel", models.DirectReport}}}, {samplePeople("Bea Lund")[0], 1, nil}}},
		ClosingPage{Base: sampleBase, Cycle: sampleHead(models.Closing), Done: 3, Total: 6, Audit: sampleAudit(), Lost: "The key of this cycle is missing."},
		ReleasedPage{Base: sampleBase, Cycle: sampleHead(models.Released), Leaders: 6, Answered: 58, Asked: 68, Withheld: 1, HRReads: true, Mail: MailCounts{Sent: 5, Refused: 1}, Troubles: []MailTrouble{{LetterID: sampleID(62), Name: "Katrin Vogel", Email: "katrin@northwind.example", State: models.Unknown, At: sampleNow, Attempts: 1}}, Audit: sampleAudit(), Keep: sampleKeeping,
			Rows: []ReleasedReport{{ID: sampleID(2), Name: "Tomás Ferreira", Title: "Head of Data", Answered: 11, Asked: 13, URL: ReportURL(sampleID(2))}, {ID: sampleID(3), Name: "Katrin Vogel", Answered: 4, Asked: 6, Deleted: true}}},
		ReleasedPage{Base: sampleBase, Cycle: sampleHead(models.Purged), Leaders: 6, Answered: 58, Asked: 68, Keep: Keeping{Overview: sampleNow, PeopleGone: true, ReportsGone: true}},
		ConfirmPage{Base: sampleBase, Cycle: sampleHead(models.Open), Heading: "Close Autumn 2025 now?", Text: []string{"Nobody can answer any more.", "This cannot be undone."}, Button: "Close this cycle", PostURL: CycleURL(sampleID(1), "close"), BackURL: CycleURL(sampleID(1))},
		PeoplePage{Base: sampleBase, Query: "a", Departments: []string{"Engineering", "Product"}, Department: "Product", Manager: models.Person{Name: "Ingunn Moe"}, Total: 240, Found: 1240, First: 51, People: lines, Pager: Pager{NewerURL: "/people?before=x", OlderURL: "/people?after=x"}},
		MembersPage{Base: Base{Errors: []FormError{{"email", "This address is a member already."}}}, Name: "Ana", Email: "ana@northwind.example", Members: []MemberLine{{sampleID(1), "Ingrid Solberg", "ingrid@northwind.example", sampleNow, true}, {sampleID(2), "Ana Duarte", "ana@northwind.example", sampleNow, false}}},
		APIKeysPage{Base: sampleBase, NewKey: "sf_3kd93kd93kd93kd93kd9", NewName: "Payroll export", Keys: []APIKeyLine{{sampleID(1), "Payroll export", sampleNow, nil}, {sampleID(2), "Old one", sampleNow, &sampleNow}}},
		sampleSettings(),
		AuditPage{Base: sampleBase, Cycle: sampleHead(models.Open), Cycles: []CycleChoice{{"a", "Autumn 2025", true}}, Pager: Pager{OlderURL: "/audit?after=x"}, Lines: []AuditLine{{sampleNow, "Ingrid Solberg", "created the cycle", "Autumn 2025"}}},
	}
}

func sampleSettings() SettingsPage {
	colour, base := models.Colour("#0a4fb4"), sampleBase
	base.House, base.Accent = House(SettingsURL), colour
	base.Errors = []FormError{{"accent", "#ffcc00 is too pale to be read."}, {"reply_email", "The email address has no @."}, {"links", "It must be from 7 to 90 days."}}
	p := SettingsPage{Base: base, Choices: models.Choices{Accent: &colour}, Take: "#917306",
		Defaults: models.Defaults{Settings: models.Settings{Organisation: "Northwind", Retention: models.DefaultRetention()}, Given: map[models.Setting]bool{models.OrganisationSetting: true}}}
	p.InForce = p.Choices.Over(p.Defaults)
	p.Form = SettingsFields(p.InForce)
	p.Form.Accent = "#ffcc00"
	return p
}

func sampleWork(state models.WorkState) WorkPage {
	upload := sampleID(7)
	return WorkPage{Base: sampleBase, Cycle: sampleHead(models.Draft), Saved: "100,000 rows added.", Work: models.Work{ID: sampleID(8), Kind: models.ImportWork, UploadID: &upload,
		File: "winter-2026.csv", State: state, Step: models.StepRaters, Done: 41500, Total: 100000}}
}

func sampleOverview(q models.Questionnaire, h models.Heatmap) models.Overview {
	rates := models.MakeRates(h, []models.RateRow{{Department: "Engineering", Leaders: 11, Invited: 140, Answered: 121}})
	earlier := models.CompareHeatmaps(h, h, h.Competencies)
	earlier[0].Cells[0].Change, earlier[0].Cells[1].Change = models.Higher, models.Lower
	return models.Overview{Cycle: "Spring 2025", Questionnaire: q, Heatmap: h, Rates: &rates, Earlier: "Autumn 2024", Trend: earlier}
}
