package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(asService) != "" { // a test runs the service as a process of its own
		main()
		return
	}
	tick /= 5
	status := storetest.Run(m)
	stopChromium()
	os.Exit(status)
}

// patience ends a story in which something never happens: before the tests end
// altogether, so that it can say where it was.
func patience(t *testing.T) time.Duration {
	if deadline, ok := t.Deadline(); ok {
		return min(time.Until(deadline)*9/10, 10*time.Minute)
	}
	return 10 * time.Minute
}

// story is a whole running service with a real mail server beside it.
type story struct {
	*testing.T
	base    string
	db      *store.DB
	mailbox *mailer.Mailbox
	visitor visitor
	browser *http.Client // somebody who signs in
	ctx     context.Context
	keyDir  string
}

// begin starts the service on a database. Each change may adapt its configuration before.
func begin(t *testing.T, databaseURL string, changes ...func(*Config)) *story {
	t.Helper()
	return beginWith(t, nil, databaseURL, changes...)
}

// beginWith starts it with the doors of a demonstration, if there is one.
func beginWith(t *testing.T, d *demo, databaseURL string, changes ...func(*Config)) *story {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience(t))
	mailbox, err := mailer.OpenMailbox("127.0.0.1:0", 1000)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c, err := demoConfig(t.TempDir(), listener, mailbox)
	if err != nil {
		t.Fatal(err)
	}
	c.DatabaseURL = Hidden(databaseURL)
	c.KeyDir = t.TempDir()
	c.MailFrom = mail.Address{Name: "Feedback", Address: "feedback@example.org"}
	for _, change := range changes {
		change(&c)
	}
	wanted := parts{config: c, log: slog.New(slog.NewTextHandler(testLog{t}, nil)), listener: listener}
	if d != nil {
		d.mailbox = mailbox
		wanted.demo = d.ways()
	}
	s, err := assemble(ctx, wanted)
	if err != nil {
		t.Fatal(err)
	}
	if d != nil {
		d.db = s.db
	}
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the service did not stop in order: %v", err)
		}
		mailbox.Close()
	})
	if _, err := s.db.Members().Add(ctx, "story", "hr@example.org", "Ingrid Solberg"); err != nil {
		t.Fatal(err)
	}
	key, err := s.db.APIKeys().Create(ctx, "story", "Story")
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	noRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &story{T: t, base: c.BaseURL.String(), db: s.db, mailbox: mailbox, browser: &http.Client{Jar: jar}, ctx: ctx, keyDir: c.KeyDir,
		visitor: visitor{base: c.BaseURL.String(), key: key, client: &http.Client{CheckRedirect: noRedirect}, mailbox: mailbox}}
}

// testLog keeps the service's log for a failing test.
type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}

func (s *story) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// mailTo waits for the newest mail to an address whose subject holds some words.
func (s *story) mailTo(address, subject string) mailer.Mail {
	s.Helper()
	for n := 1; ; n++ {
		for _, m := range s.mailbox.Messages() {
			if m.Rcpt == address && strings.Contains(m.Subject, subject) {
				return m
			}
		}
		if err := s.mailbox.Wait(s.ctx, len(s.mailbox.Messages())+1); err != nil {
			s.Fatalf("no mail to %s about %q: %v", address, subject, err)
		}
	}
}

// get reads a page as the browser that is signed in.
func (s *story) get(path string) (int, string) {
	s.Helper()
	answer, err := s.browser.Get(s.base + path)
	s.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	s.must(err)
	return answer.StatusCode, string(body)
}

// signIn asks for a link and uses the one in the mail. It returns the path of
// the page that follows.
func (s *story) signIn(address string) string {
	s.Helper()
	answer, err := s.browser.PostForm(s.base+"/signin", url.Values{"email": {address}})
	s.must(err)
	answer.Body.Close()
	m := s.mailTo(address, "ign")
	link := regexp.MustCompile(`https?://\S+/signin/[A-Za-z0-9_-]+`).FindString(m.Text)
	if link == "" {
		s.Fatalf("no sign-in link in:\n%s", m.Text)
	}
	answer, err = s.browser.PostForm(link, nil)
	s.must(err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		s.Fatalf("signing in: %s", answer.Status)
	}
	return answer.Request.URL.Path
}

func TestStory(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		tellStory(begin(t, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		tellStory(begin(t, storetest.Postgres(t).URL))
	})
}

// tellStory goes from a file to a report: import, launch, mail, answers, close,
// release, and compares every published number with one worked out by hand.
func tellStory(s *story) {
	id, err := s.visitor.newCycle(s.ctx, "Spring", 14)
	s.must(err)
	s.must(s.visitor.call(s.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(storyRoster), nil))
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil))

	for rater, answers := range storyAnswers() {
		link := linkIn.FindStringSubmatch(s.mailTo(rater, "").Text)
		if link == nil {
			s.Fatalf("no link in the mail to %s", rater)
		}
		s.answer(link[1], answers)
	}
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/close", nil, nil))
	s.must(s.visitor.awaitState(s.ctx, id, models.Closed))
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/release", nil, nil))

	letter := s.mailTo("maya@example.org", "report")
	path := regexp.MustCompile(`/reports/[0-9a-f-]{36}`).FindString(letter.Text)
	if path == "" {
		s.Fatalf("no report link in:\n%s", letter.Text)
	}
	if status, _ := s.get(path); status != http.StatusOK { // led to the sign-in page
		s.Errorf("the report before signing in: %d", status)
	}
	if landed := s.signIn("maya@example.org"); landed != path {
		s.Errorf("signing in led to %s, not to the report that was asked for", landed)
	}
	s.checkReport(path)

	s.signIn("hr@example.org")
	if status, _ := s.get(path); status != http.StatusForbidden {
		s.Errorf("HR opens the report without being allowed to: %d", status)
	}
	if status, page := s.get("/cycles"); status != http.StatusOK || !strings.Contains(page, "Spring") {
		s.Errorf("HR's cycles: %d", status)
	}
}

// answer posts the survey's form behind a link, twice: the second one changes nothing.
func (s *story) answer(link string, a models.Answers) {
	s.Helper()
	list, err := s.visitor.open(s.ctx, link)
	s.must(err)
	for range 2 {
		answer, err := s.visitor.client.PostForm(link+"/"+list.Leaders[0].ID, form(a))
		s.must(err)
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther {
			s.Fatalf("answering: %s", answer.Status)
		}
	}
}

func (s *story) checkReport(path string) {
	s.Helper()
	status, page := s.get(path)
	if status != http.StatusOK || !strings.Contains(page, "Maya Lindqvist") {
		s.Fatalf("the leader's report: %d", status)
	}
	for _, text := range []string{"Keeps calm, says peer 1", "1.5 or lower", "Says the manager"} {
		if !strings.Contains(page, text) {
			s.Errorf("the report page does not say %q", text)
		}
	}
	_, body := s.get(path + "/report.json")
	var data struct {
		Report   models.Report
		Withheld int
	}
	s.must(json.Unmarshal([]byte(body), &data))
	r := data.Report
	if r.Colleagues != 7 || r.Grouping != models.Separate || r.Even || r.Comments != models.CommentsShown {
		s.Errorf("colleagues %d, grouping %s, even %v, comments %s", r.Colleagues, r.Grouping, r.Even, r.Comments)
	}
	got := map[string]string{}
	for _, c := range r.Competencies {
		got[c.ID] = fmt.Sprintf("self %s manager %s peers %s reports %s all %s gap %s items %v differ %v", c.Scores["self"], c.Scores["manager"],
			c.Scores["peer"], c.Scores["report"], c.Colleagues, c.GapText(), c.ItemsShown, c.GroupsDiffer)
	}
	if diff := cmp.Diff(storyNumbers, got); diff != "" {
		s.Errorf("published numbers (- by hand, + published):\n%s", diff)
	}
	for name, pair := range map[string][2][]string{
		"most": {r.Most, {"team"}}, "least": {r.Least, {"delegating"}}, "gaps": {r.Gaps, {"delegating", "people"}},
	} {
		if diff := cmp.Diff(pair[1], pair[0]); diff != "" {
			s.Errorf("%s: %s", name, diff)
		}
	}
}
