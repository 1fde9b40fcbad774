package frontend

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

func TestPips(t *testing.T) {
	got := NewPips(Count{Answered: 2, Invited: 5}, 3)
	if got.Width != 60 || got.Threshold != 36 || len(got.Dots) != 5 {
		t.Fatalf("got %+v, want 60 px, the line at 36 and 5 dots", got)
	}
	for i, want := range []Pip{{6, true}, {18, true}, {30, false}, {42, false}, {54, false}} {
		if got.Dots[i] != want {
			t.Errorf("dot %d is %+v, want %+v", i, got.Dots[i], want)
		}
	}
	if got := NewPips(Count{2, 3}, 4); got.Threshold != 0 {
		t.Errorf("the line of 4 answers stands at %d in a row of 3 dots", got.Threshold)
	}
	for _, c := range []Count{{0, 0}, {5, maxPips + 1}, {0, -1}} {
		if got := NewPips(c, 3); got.Width != 0 || got.Dots != nil {
			t.Errorf("%+v is drawn as %+v, want nothing", c, got)
		}
	}
}

// cellWords is the cells of the table of responses as text, row by row.
func cellWords(d doc, row int) (cells []string) {
	body := doc{d.tags("tbody", "")[0]}
	for _, td := range (doc{body.tags("tr", "")[row]}).tags("td", "") {
		cells = append(cells, words(td))
	}
	return cells
}

func TestOpenCycleTellsCountsAndNeverWho(t *testing.T) {
	d := draw(t, sampleOpen())
	for row, want := range []string{
		"1 of 1|0 of 1|4 of 6|2 of 5 needs 1 more",
		"1 of 1|1 of 1|6 of 7, peers and direct reports together",
		"1 of 1|1 of 1|Too few to count",
		"1 of 1|None asked|3 of 30|None asked",
	} {
		if got := strings.Join(cellWords(d, row), "|"); got != want {
			t.Errorf("row %d is %q, want %q", row, got, want)
		}
	}
	if got, want := words(d.tags("dl", "tally")[0]), "answered21 of 55response rate38 %leaders4"; got != want {
		t.Errorf("tally %q, want %q: the held group must not be in it", got, want)
	}
	dots := func(n *html.Node) int { return len((doc{n}).tags("circle", "on")) }
	if rows := d.tags("svg", "pips"); len(rows) != 3 || dots(rows[0]) != 4 || dots(rows[2]) != 6 {
		t.Errorf("%d rows of dots, want 3 with 4, 2 and 6 filled", len(rows))
	}
	lines := d.all(func(n *html.Node) bool { return n.Data == "line" })
	if len(lines) != 3 || attr(lines[0], "x1") != "36" {
		t.Errorf("%d threshold lines, want 3 at x 36", len(lines))
	}
}

func TestNextActionOfEachState(t *testing.T) {
	open := sampleOpen()
	quiet := open
	quiet.Troubles = nil
	idle := quiet
	idle.CanRemind = false
	full := idle
	full.Sum.Answered, full.Sum.Invited = 9, 9
	empty := DraftPage{Cycle: sampleHead(models.Draft)}
	ready := sampleDraft()
	ready.Blockers, ready.TooFew = nil, 0
	for _, c := range []struct {
		page            interface{ Next() Next }
		heading, button string
		url             string
		post            bool
	}{
		{empty, "Bring in your people", "Import a list", "/import", false},
		{sampleDraft(), "Two things to look at, then invite 32 people", "Review and send invitations", "/launch", false},
		{ready, "Ready to invite 32 people", "Review and send invitations", "/launch", false},
		{open, "Two invitations to look after", "Look at the mails", "#ml", false},
		{quiet, "Remind everyone who has not answered", "Send reminder now", "/remind", true},
		{idle, "Nothing to do for now", "", "", false},
		{full, "Everybody has answered", "Close this cycle", "/close", false},
		{sampleClosed(), "Read the comments, then release six reports", "Release the reports", "/release", false},
		{ReleasedPage{Cycle: sampleHead(models.Released)}, "All done", "See the organisation", OrganisationURL + "?cycle=" + sampleID(1).String(), false},
	} {
		got := c.page.Next()
		if got.Heading != c.heading || got.Button != c.button || !strings.HasSuffix(got.URL, c.url) || got.Post != c.post || got.Text == "" {
			t.Errorf("got %+v, want %q with %q to …%s", got, c.heading, c.button, c.url)
		}
	}
	if got, want := quiet.Next().Text, "34 of 55 answers are missing, and four days are left. One group needs more before it can be shown on its own."; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin %q", got, want)
	}
}

func TestTimeLeft(t *testing.T) {
	for left, want := range map[time.Duration]string{
		4*24*time.Hour + time.Hour: "four days are", 25 * time.Hour: "one day is", 2 * time.Hour: "two hours are", time.Hour: "one hour is", time.Minute: "less than an hour is",
	} {
		if got := timeLeft(left); got != want {
			t.Errorf("%s left: %q, want %q", left, got, want)
		}
	}
}

func TestStepsMarkThePresentState(t *testing.T) {
	for state, want := range map[models.CycleState]string{
		models.Draft: "Draft", models.Open: "Open until Friday 14 November, 18:00", models.Closing: "Closing",
		models.Closed: "Closed", models.Released: "Comments read, reports released",
	} {
		now := ""
		for _, step := range sampleHead(state).Steps() {
			if step.Now {
				now += step.Label
			}
		}
		if now != want {
			t.Errorf("%s: marked %q, want %q", state, now, want)
		}
	}
}

func TestHeatmapShadesAndWithholds(t *testing.T) {
	for tenths, want := range map[models.Score]string{0: "held", 29: "v1", 30: "v2", 34: "v2", 35: "v3", 39: "v3", 40: "v4", 44: "v4", 45: "v5", 50: "v5"} {
		if got := newHeatCell(tenths).Class; got != want {
			t.Errorf("%s is shaded %s, want %s", tenths, got, want)
		}
	}
	d := draw(t, sampleHeatmap())
	if got := words(d.tags("h1", "")[0]); got != "People and emotions is the hardest shift here" {
		t.Errorf("heading %q", got)
	}
	if held := d.tags("td", "held"); len(held) != 1 || words(held[0]) != "–not shown" {
		t.Errorf("%d cells withheld, want the one with four scores", len(held))
	}
	if last := d.tags("tr", "avg"); len(last) != 1 || !strings.HasPrefix(words(last[0]), "All shown here3.0") {
		t.Errorf("the last row is missing or wrong")
	}
	if body := words(d.tags("main", "")[0]); !strings.Contains(body, "Data and Finance have fewer, so they are part of “Other departments”.") {
		t.Error("it is not said which departments are joined")
	}
	even := sampleHeatmap()
	for _, c := range even.Questionnaire.Competencies {
		even.Heatmap.All.Scores[c.ID] = 35
	}
	if got := even.Heading(); got != "How the departments are seen" {
		t.Errorf("nothing stands out, yet the heading is %q", got)
	}
}

func TestWhatWasTypedComesBack(t *testing.T) {
	form := NewCyclePage{Base: Base{Errors: []FormError{{"k", "Choose a number from 3 to 10."}}}, Name: `A "name" & <more>`, ClosesOn: "2026-01-30",
		Policy: PolicyForm{K: "2", Small: "leave_out", Readers: "hr"}}
	d := draw(t, form)
	values, invalid := map[string]string{}, ""
	for _, in := range d.tags("input", "") {
		if attr(in, "type") != "radio" || hasAttr(in, "checked") {
			values[attr(in, "name")] += attr(in, "value")
		}
		if attr(in, "aria-invalid") == "true" {
			invalid += attr(in, "name")
		}
	}
	for name, want := range map[string]string{"name": form.Name, "closes_on": "2026-01-30", "k": "2", "small": "leave_out", "readers": "hr"} {
		if values[name] != want {
			t.Errorf("%s came back as %q, want %q", name, values[name], want)
		}
	}
	if invalid != "k" {
		t.Errorf("marked invalid: %q, want k", invalid)
	}
}

func TestReportLinkOnlyWhereHRMayRead(t *testing.T) {
	page := ReleasedPage{Base: sampleBase, Cycle: sampleHead(models.Released), Leaders: 1, HRReads: true, Rows: []ReleasedReport{{ID: sampleID(2), Name: "A", URL: ReportURL(sampleID(2))}}}
	links := func(p Page) int {
		return len(draw(t, p).all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/reports/") }))
	}
	if n := links(page); n != 1 {
		t.Errorf("%d links to reports, want 1", n)
	}
	if page.HRReads = false; links(page) != 0 {
		t.Error("a report is linked although HR may not read it")
	}
}

func TestNoButtonWhereItCannotBeDone(t *testing.T) {
	blocked := sampleReview()
	blocked.Blockers = []models.Fault{{Problem: "There is no deadline."}}
	forms := func(p Page, action string) int {
		return len(draw(t, p).all(func(n *html.Node) bool { return attr(n, "action") == action || attr(n, "href") == action }))
	}
	launch := CycleURL(sampleID(1), "launch")
	if n := forms(blocked, launch); n != 0 {
		t.Error("a cycle that cannot be launched has a button to launch it")
	}
	if n := forms(sampleReview(), launch); n != 1 {
		t.Errorf("%d buttons to launch, want 1", n)
	}
	alone := MembersPage{Base: sampleBase, Members: []MemberLine{{ID: uuid.Nil, Name: "I", Email: "i@x.example"}}}
	if n := forms(alone, "/members/"+uuid.Nil.String()+"/remove"); n != 0 {
		t.Error("the last member can be removed")
	}
}

// TestFirstCycleStartsWithAList: on the first day the directory holds the
// member of HR alone, of whom no leader can be chosen.
func TestFirstCycleStartsWithAList(t *testing.T) {
	for people, want := range map[int]string{0: "or start with your org chart", 1: "or start with your org chart", 2: "among the 2 people of your directory"} {
		if got := words(draw(t, CyclesPage{Base: sampleBase, People: people}).tags("main", "")[0]); !strings.Contains(got, want) {
			t.Errorf("with %d people the page does not say %q:\n%s", people, want, got)
		}
	}
}

// TestWorkWords: whatever becomes of a long work, its page says what was saved
// and has one way on.
func TestWorkWords(t *testing.T) {
	cycle := CycleURL(sampleID(1))
	for _, test := range []struct {
		state                     models.WorkState
		heading, text, button, to string
	}{
		{models.WorkWaiting, "Importing the list begins in a moment", "You can leave this page", "Look again", cycle + "/works/" + sampleID(8).String()},
		{models.WorkRunning, "Importing the list", "or nothing at all", "Look again", cycle + "/works/" + sampleID(8).String()},
		{models.WorkDone, "The list is imported", "100,000 rows added.", "Back to the draft", cycle},
		{models.WorkRefused, "The list was not imported", "Nothing was saved.", "Choose a file", cycle + "/import"},
		{models.WorkStopped, "The import stopped", "Please start the import again.", "Back to the list", cycle + "/import/" + sampleID(7).String()},
	} {
		page := sampleWork(test.state)
		if page.Heading() != test.heading || !strings.Contains(page.Text(), test.text) || page.Button() != test.button || page.URL() != test.to {
			t.Errorf("%s: %q, %q, %q leads to %s", test.state, page.Heading(), page.Text(), page.Button(), page.URL())
		}
	}
	if step := sampleWork(models.WorkRunning).Step(); step != "Writing down who belongs to whom: 41,500 of 100,000." {
		t.Errorf("the step is %q", step)
	}
	if line := TellWork(sampleHead(models.Draft), sampleWork(models.WorkDone).Work); line != nil {
		t.Errorf("what is done is told as %+v", line)
	}
}
