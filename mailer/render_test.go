package mailer_test

import (
	"flag"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

var update = flag.Bool("update", false, "write the goldens anew")

func oslo(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func renderer(t testing.TB) *mailer.Renderer {
	t.Helper()
	r, err := mailer.NewRenderer(mailer.Settings{
		BaseURL: "https://feedback.northwind.example/", Location: oslo(t),
		From: mail.Address{Name: "Sevenfold", Address: "sevenfold@northwind.example"},
		Now:  func() time.Time { return time.Date(2025, 11, 13, 8, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-4000-8000-%012d", n)) }

func envelope(kind models.LetterKind, to string, all ...models.Asked) models.Envelope {
	closes := time.Date(2025, 11, 14, 17, 0, 0, 0, time.UTC)
	for i := range all {
		all[i].LeaderID, all[i].State = id(100+i), models.Pending
	}
	return models.Envelope{
		Letter: models.Letter{ID: id(1), Kind: kind},
		To:     models.Person{Name: to, Email: strings.ToLower(models.FirstName(to)) + "@northwind.example"},
		Cycle: models.Cycle{Name: "Autumn 2025", State: models.Open, Policy: models.DefaultPolicy(), ClosesAt: &closes,
			Contact: models.Contact{Name: "Ingrid Solberg", Email: "ingrid.solberg@northwind.example"}},
		Asked: all, Token: "7QmT4vXa9RkL7QmT4vXa9RkL7Qm", Settings: models.Settings{Organisation: "Northwind"},
	}
}

func peer(name string) models.Asked { return models.Asked{Name: name, Relationship: models.Peer} }

// letters are the cases that the goldens show.
func letters() map[string]models.Envelope {
	maya, tomas, priya := peer("Maya Lindqvist"), models.Asked{Name: "Tomás Ferreira", Relationship: models.DirectReport}, peer("Priya Raman")
	manager := func(name string, others int) models.Asked {
		return models.Asked{Name: name, Relationship: models.Manager, OtherManagers: others}
	}
	self := models.Asked{Name: "Maya Lindqvist", Relationship: models.Self}
	first, leader := id(9), id(100)
	reminder := envelope(models.ReminderLetter, "Lena Holm", maya, tomas)
	reminder.InReplyTo = &first
	report := envelope(models.ReportLetter, "Maya Lindqvist")
	report.ReportOf, report.Token, report.Cycle.State = &leader, "", models.Released
	hrReads := envelope(models.InvitationLetter, "Lena Holm", maya)
	hrReads.Cycle.Policy = models.Policy{K: 4, DropSmall: true, HRMayRead: true}
	signIn := envelope(models.SignInLetter, "Maya Lindqvist")
	signIn.Cycle = models.Cycle{}
	all := hrLetters()
	all["last-reminder"] = envelope(models.LastReminderLetter, "Lena Holm", maya, tomas)
	all["last-reminder-own"] = envelope(models.LastReminderLetter, "Maya Lindqvist", self)
	all["again"] = envelope(models.AgainLetter, "Lena Holm", maya, tomas)
	own := envelope(models.InvitationLetter, "Lena Holm", maya, tomas)
	own.Cycle.Letter = models.LetterWords{Intro: "This is the third autumn in which we ask.\n\nMany of you wrote last year that it helped {{.Names}}.",
		Signature: "Ingrid Solberg\nPeople & Culture <Northwind>"}
	all["invitation-own-words"] = own
	test := envelope(models.TestLetter, "Ingrid Solberg", maya)
	test.Letter.Sample, test.Example, test.Cycle.State = "last_reminder peer", &models.Person{Name: "Lena Holm"}, models.Draft
	all["test"] = test
	for name, env := range map[string]models.Envelope{
		"invitation-several":       envelope(models.InvitationLetter, "Lena Holm", maya, tomas, priya),
		"invitation-one":           hrReads,
		"invitation-own":           envelope(models.InvitationLetter, "Maya Lindqvist", self),
		"invitation-own-and-peers": envelope(models.InvitationLetter, "Maya Lindqvist", self, tomas, priya),
		"invitation-manager":       envelope(models.InvitationLetter, "Ingunn Berg", manager("Maya Lindqvist", 0), peer("Jonas Weber")),
		"invitation-managers":      envelope(models.InvitationLetter, "Ingunn Berg", manager("Maya Lindqvist", 0), manager("Jonas Weber", 0), manager("Tomás Ferreira", 1)),
		"reminder":                 reminder,
		"reminder-own":             envelope(models.ReminderLetter, "Maya Lindqvist", self),
		"extended":                 envelope(models.ExtendedLetter, "Lena Holm", maya, tomas),
		"report":                   report,
		"signin":                   signIn,
	} {
		all[name] = env
	}
	return all
}

// hrLetters are those that go to HR.
func hrLetters() map[string]models.Envelope {
	since := time.Date(2025, 11, 3, 8, 12, 0, 0, time.UTC)
	all := map[string]models.Envelope{}
	for name, stuck := range map[string]models.Stuck{"stuck-refused": {Refused: 2}, "stuck-waiting": {Since: &since}, "stuck-both": {Refused: 1, Since: &since}} {
		env := envelope(models.StuckLetter, "Ingrid Solberg")
		env.Cycle.ID, env.Stuck = id(7), stuck
		all[name] = env
	}
	closed := envelope(models.ClosedLetter, "Ingrid Solberg")
	closed.Cycle.ID, closed.Cycle.State = id(7), models.Closed
	all["closed"] = closed
	return all
}

func TestLettersAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, env := range letters() {
		m, err := renderer(t).Render(env)
		if err != nil {
			t.Fatal(name, err)
		}
		head := fmt.Sprintf("From: %s\nTo: %s\n", m.From.String(), m.To.String())
		if m.ReplyTo != nil {
			head += "Reply-To: " + m.ReplyTo.String() + "\n"
		}
		golden(t, name+".txt", head+"Subject: "+m.Subject+"\n\n"+m.Text)
		golden(t, name+".html", m.HTML)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-update writes it anew):\n%s", name, diff)
	}
}

// A reader of either part learns the same, in the same order. The HTML part
// adds only its brand, its heading and the bare address below the button.
func TestBothPartsSayTheSame(t *testing.T) {
	t.Parallel()
	for name, env := range letters() {
		m, err := renderer(t).Render(env)
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(wordsOf(m.Text), wordsOf(htmlWords(t, m.HTML))); diff != "" {
			t.Errorf("%s: text and HTML differ:\n%s", name, diff)
		}
	}
}

// wordsOf strips a text to its words: no case, no punctuation, no addresses of pages.
func wordsOf(text string) []string {
	var all []string
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		if word = strings.Trim(word, ".,:;?()"); word != "" && !strings.HasPrefix(word, "https://") {
			all = append(all, word)
		}
	}
	return all
}

// htmlWords is the text of an HTML part without what only that part has.
func htmlWords(t *testing.T, source string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		hidden := n.Type == html.ElementNode && (n.Data == "head" || n.Data == "h1" || strings.Contains(attr(n, "style"), "display:none"))
		if hidden || n.Type == html.TextNode && strings.TrimSpace(n.Data) == "Sevenfold" {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	const added = "If the button does not work, copy this address:"
	if !strings.Contains(b.String(), added) {
		t.Error("the HTML part does not offer the bare address")
	}
	return strings.Replace(b.String(), added, "", 1)
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestTextFitsItsColumnsAndKeepsLinksWhole(t *testing.T) {
	t.Parallel()
	for name, env := range letters() {
		m, err := renderer(t).Render(env)
		if err != nil {
			t.Fatal(name, err)
		}
		for line := range strings.Lines(m.Text) {
			line = strings.TrimRight(line, "\n")
			if strings.Contains(line, "https://") {
				if strings.ContainsAny(line, " \t") {
					t.Errorf("%s: a link shares its line: %q", name, line)
				}
				continue
			}
			if utf8.RuneCountInString(line) > 72 {
				t.Errorf("%s: a line has %d columns: %q", name, utf8.RuneCountInString(line), line)
			}
		}
		if strings.Contains(m.Text, "\n\n\n") || strings.ContainsAny(m.Text+m.HTML, "\uE000\uE001") {
			t.Errorf("%s: blank lines or marks are left:\n%s", name, m.Text)
		}
		if strings.ContainsAny(m.Text+m.Subject, "!") || strings.Contains(m.HTML, "<no value>") {
			t.Errorf("%s: an odd word in:\n%s", name, m.Text)
		}
	}
}

// Thirty leaders are more than anybody is asked about.
func TestALongListStaysSmall(t *testing.T) {
	t.Parallel()
	var many []models.Asked
	for i := range 30 {
		many = append(many, peer(fmt.Sprintf("Leader%d Håndværker-Østergård", i)))
	}
	m, err := renderer(t).Render(envelope(models.InvitationLetter, "Lena Holm", many...))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.HTML) > 30_000 || len(m.Text) > 8_000 {
		t.Errorf("%d bytes of HTML, %d of text", len(m.HTML), len(m.Text))
	}
	if want := "Your feedback for Leader0, Leader1 and 28 more, by Friday 14 November"; m.Subject != want {
		t.Errorf("subject %q, want %q", m.Subject, want)
	}
}

func TestTwoLeadersWithOneFirstName(t *testing.T) {
	t.Parallel()
	m, err := renderer(t).Render(envelope(models.InvitationLetter, "Lena Holm", peer("Maya Lindqvist"), peer("Maya Roth")))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Your feedback for Maya Lindqvist and Maya Roth, by Friday 14 November"; m.Subject != want {
		t.Errorf("subject %q, want %q", m.Subject, want)
	}
}

func TestPreviewOpensNothing(t *testing.T) {
	t.Parallel()
	env := letters()["invitation-several"]
	m, err := renderer(t).Preview(env)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(m.Text+m.HTML, string(env.Token)) {
		t.Error("the preview holds the real link")
	}
	if _, err := models.ParseToken("preview"); err == nil {
		t.Error("the preview's link could open something")
	}
}

func TestMessagesDoNotPrintThemselves(t *testing.T) {
	t.Parallel()
	env := letters()["signin"]
	m, err := renderer(t).Render(env)
	if err != nil {
		t.Fatal(err)
	}
	for _, print := range []string{fmt.Sprint(m), fmt.Sprintf("%+v", m), fmt.Sprintf("%#v", m), fmt.Sprint(&m)} {
		if strings.Contains(print, string(env.Token)) {
			t.Errorf("a log would show the link: %s", print)
		}
	}
}
