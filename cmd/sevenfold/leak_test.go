package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Words that must not be found in any log, and an address of the network.
const (
	saidInAnswer = "zanzibar-in-an-answer"
	saidInFault  = "zanzibar-in-a-faulty-form"
	saidToNobody = "zanzibar-behind-a-dead-link"
	clientIP     = "203.0.113.77"
)

// leak is a story whose logs are read afterwards.
type leak struct {
	*process
	watchers *watchers
	visitor  visitor
	browser  *http.Client
	cycle    string
	secrets  map[string]string // what no log may hold, and what it is
	people   []string          // addresses that the service's log may not hold
}

// TestNoLogTells drives a whole story against the real process at debug level,
// with faults on every side, and searches what it printed and what PostgreSQL
// logged as it comes.
func TestNoLogTells(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		l := newLeak(t, w.URL)
		l.tell(w)
		numbers := l.watchers.read(t)
		checkNumbers(t, numbers)
		l.search("the numbers for Prometheus", numbers, true)
		l.stop()
		checkSpans(t, l.watchers.spansSent())
		l.search("the spans", l.watchers.spansSent(), true)
		l.search("the service's own log", l.printed(), true)
		if !strings.Contains(l.printed(), "level\":\"INFO") || !strings.Contains(l.printed(), "internal error") {
			t.Errorf("the log holds nothing that could leak:\n%s", l.printed())
		}
		if strings.HasPrefix(w.URL, "sqlite:") {
			return
		}
		entries := w.ServerLog(t)
		if !slices.ContainsFunc(entries, func(entry string) bool { return strings.Contains(entry, "STATEMENT:") }) {
			t.Errorf("PostgreSQL logged no statement that failed: %q", entries)
		}
		l.search("PostgreSQL's log", strings.Join(entries, ""), true)
	})
}

// TestServerThatLogsEverything shows what an operator could read who lets
// PostgreSQL log every statement: who answered when, which is why /readyz warns,
// and still no link, key, rating or comment while a cycle is open.
func TestServerThatLogsEverything(t *testing.T) {
	t.Parallel()
	w := storetest.Postgres(t)
	w.LogAs(t, "log_statement", "all")
	l := newLeak(t, w.URL)
	if _, body := l.get("/readyz"); !strings.Contains(body, "log_statement = all") {
		t.Errorf("nobody is warned: %s", body)
	}
	l.launch()
	l.answer(w)
	entries := strings.Join(w.ServerLog(t), "")
	l.search("PostgreSQL's log of everything", entries, false)
	if !regexp.MustCompile(`UPDATE "invitations" SET "state"=\$1[\s\S]{0,400}\$1 = 'answered'`).MatchString(entries) {
		t.Error("the log does not show who answered: the warning would be for nothing, or this test looks in the wrong place")
	}
	l.stop()
}

func newLeak(t *testing.T, databaseURL string) *leak {
	p := newProcess(t, databaseURL)
	w := p.watch()
	jar, err := cookiejar.New(nil)
	p.must(err)
	key := strings.TrimSpace(p.administer("apikey", "create", "--name", "Leak"))
	p.administer("member", "add", "hr-leak@example.org", "--name", "Ingrid Solberg")
	p.start()
	forwarded := from{clientIP}
	return &leak{process: p, watchers: w, browser: &http.Client{Jar: jar, Transport: forwarded},
		visitor: visitor{base: p.base, key: key, client: &http.Client{Transport: forwarded, CheckRedirect: noRedirect}, mailbox: p.mailbox},
		secrets: map[string]string{key: "the API key", saidInAnswer: "a comment", saidInFault: "a faulty form", saidToNobody: "a form behind a dead link",
			clientIP: "a client's address"}}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// from sends every request as if a proxy had it from an address.
type from struct{ address string }

func (f from) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", f.address)
	return http.DefaultTransport.RoundTrip(r)
}

// tell goes from an import to a report that is read.
func (l *leak) tell(w storetest.World) {
	l.Helper()
	l.launch()
	l.answer(w)
	l.must(l.visitor.call(l.Context(), http.MethodPost, "/cycles/"+l.cycle+"/remind", nil, nil))
	l.signIn("hr-leak@example.org")
	l.fixAddress()
	for _, page := range []string{"/cycles", "/cycles/" + l.cycle, "/audit", "/people", "/members", "/apikeys"} {
		if status, _ := l.get(page); status != http.StatusOK {
			l.Errorf("%s: %d", page, status)
		}
	}
	l.must(l.visitor.call(l.Context(), http.MethodPost, "/cycles/"+l.cycle+"/close", nil, nil))
	l.must(l.visitor.awaitState(l.Context(), l.cycle, models.Closed))
	l.must(l.visitor.call(l.Context(), http.MethodPost, "/cycles/"+l.cycle+"/release", nil, nil))
	l.signIn("maya@example.org")
	report := regexp.MustCompile(`/reports/[0-9a-f-]{36}`).FindString(l.mailTo("maya@example.org", "report").Text)
	if status, page := l.get(report); status != http.StatusOK || !strings.Contains(page, saidInAnswer) {
		l.Errorf("the report: %d", status)
	}
	l.post(l.base+"/signin", url.Values{"email": {"somebody.unknown@example.org"}})
	l.people = append(l.people, "somebody.unknown@example.org")
}

// launch imports, with faulty lists before, and opens the cycle. One address is
// refused by the mail server, which repeats it.
func (l *leak) launch() {
	l.Helper()
	l.mailbox.Misbehave(func(at mailer.Stage, _ int, to string) *mailer.Fault {
		if at == mailer.AtTo && to == "report3@example.org" {
			return &mailer.Fault{Code: 550, Text: "no mailbox " + to + " for 198.51.100.9"}
		}
		return nil
	})
	var err error
	l.cycle, err = l.visitor.newCycle(l.Context(), "Leak", 14)
	l.must(err)
	for _, faulty := range []string{strings.Replace(storyRoster, "peer1@example.org", saidInFault, 1), saidInFault, "\x00\xff" + saidInFault} {
		if l.visitor.call(l.Context(), http.MethodPut, "/cycles/"+l.cycle+"/roster", []byte(faulty), nil) == nil {
			l.Error("a faulty list was taken")
		}
	}
	l.must(l.visitor.call(l.Context(), http.MethodPut, "/cycles/"+l.cycle+"/roster", []byte(storyRoster), nil))
	l.must(l.visitor.call(l.Context(), http.MethodPost, "/cycles/"+l.cycle+"/launch", nil, nil))
	for address := range storyAnswers() {
		l.people = append(l.people, address)
	}
}

// answer lets everybody answer whom mail reaches, after every kind of mistake.
func (l *leak) answer(w storetest.World) {
	l.Helper()
	for address, answers := range storyAnswers() {
		if address == "report3@example.org" {
			continue
		}
		link := linkIn.FindStringSubmatch(l.mailTo(address, "").Text)
		if link == nil {
			l.Fatalf("no link for %s", address)
		}
		list, err := l.visitor.open(l.Context(), link[1])
		l.must(err)
		to := link[1] + "/" + list.Leaders[0].ID
		l.mistakes(link[1], to)
		if address == "peer1@example.org" {
			l.breakDown(w, to, answers)
		}
		answers.Comments["keep"] = saidInAnswer
		for range 2 {
			if status := l.post(to, form(answers)); status != http.StatusSeeOther {
				l.Fatalf("answering: %d", status)
			}
		}
	}
}

// mistakes sends what no form of ours would.
func (l *leak) mistakes(link, to string) {
	l.Helper()
	token := link[strings.LastIndex(link, "/")+1:]
	l.post(to, url.Values{"q1a": {saidInFault}, "c_keep": {saidInFault}})
	l.post(to, url.Values{"q1a": {"4"}, "c_keep": {saidInFault + strings.Repeat("x", 300<<10)}})
	l.post(l.base+"/s/"+strings.Repeat("A", 27)+"/"+to[len(to)-36:], url.Values{"c_keep": {saidToNobody}})
	for _, body := range []string{`{"ratings":{"1a":"` + saidInFault + `"},"comments":{"keep":"` + saidInFault + `"}}`, `{"` + saidInFault, ""} {
		l.send(http.MethodPost, l.base+"/api/v1/links/"+token+"/leaders/"+to[len(to)-36:]+"/answers", "application/json", body)
	}
	l.send(http.MethodPost, to, "application/x-www-form-urlencoded", "c_keep=%zz"+saidInFault)
	l.send(http.MethodPost, to, "multipart/form-data; boundary=x", "--x\r\n"+saidInFault)
	l.send(http.MethodPut, link, "text/plain", saidInFault)
	l.send(http.MethodGet, l.base+"/S/"+token, "", "")
	l.send(http.MethodGet, link+"/a/b/c?"+saidInFault, "", "")
	l.send(http.MethodPost, l.base+"/api/v1/cycles", "application/json", `{"name":"`+token+`","policy":"`+saidInFault+`"}`)
	l.send(http.MethodPost, l.base+"/signin/"+token, "", "")
}

// breakDown makes the database refuse a ballot, so that everything that is said
// of an internal error is said: 500, a reference, a statement that failed.
func (l *leak) breakDown(w storetest.World, to string, answers models.Answers) {
	l.Helper()
	answers.Comments["keep"] = saidInAnswer
	broken, mended := []string{`CREATE TRIGGER broken BEFORE INSERT ON ballots BEGIN SELECT RAISE(ABORT, 'broken'); END`}, `DROP TRIGGER broken`
	if !strings.HasPrefix(w.URL, "sqlite:") {
		broken = []string{`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''broken''; END'`,
			`CREATE TRIGGER broken BEFORE INSERT ON ballots FOR EACH ROW EXECUTE FUNCTION broken()`}
		mended = `DROP FUNCTION broken CASCADE`
	}
	db := w.SQL(l)
	for _, statement := range broken {
		_, err := db.ExecContext(l.Context(), statement)
		l.must(err)
	}
	if status := l.post(to, form(answers)); status != http.StatusInternalServerError {
		l.Errorf("a ballot was taken that cannot be kept: %d", status)
	}
	_, err := db.ExecContext(l.Context(), mended)
	l.must(err)
}

// fixAddress corrects the address that was refused: first to one that another
// person has, which the database refuses, then to a good one.
func (l *leak) fixAddress() {
	l.Helper()
	var action []string
	for deadline := time.Now().Add(30 * time.Second); action == nil && time.Now().Before(deadline); {
		_, page := l.get("/cycles/" + l.cycle)
		if action = regexp.MustCompile(`action="(/cycles/\S+/letters/\S+/address)"`).FindStringSubmatch(page); action == nil {
			<-time.After(50 * time.Millisecond)
		}
	}
	if action == nil {
		l.Fatal("HR is not told that an address was refused")
	}
	l.post(l.base+action[1], url.Values{"email": {"peer1@example.org"}})
	l.post(l.base+action[1], url.Values{"email": {"report3.right@example.org"}})
	l.people = append(l.people, "report3.right@example.org")
	l.mailTo("report3.right@example.org", "")
}

var (
	mailedToken = regexp.MustCompile(`/(?:s|signin)/([A-Za-z0-9_-]{20,})`)
	networkAddr = regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	gaveAnswers = regexp.MustCompile(`(?i)"?rating"?s?[^a-z]{1,4}[1-5]\b`)
)

// search looks for everything that a log must not hold; strictly also for
// people's addresses and for addresses of the network.
func (l *leak) search(where, text string, strictly bool) {
	l.Helper()
	for _, m := range l.mailbox.Messages() {
		for _, token := range mailedToken.FindAllStringSubmatch(m.Text, -1) {
			l.secrets[token[1]] = "the token of a mailed link"
		}
	}
	if len(l.secrets) < 12 {
		l.Errorf("there are only %d secrets to look for", len(l.secrets))
	}
	for secret, what := range l.secrets {
		if at := strings.Index(text, secret); at >= 0 {
			l.Errorf("%s holds %s: …%s…", where, what, text[max(0, at-300):min(len(text), at+200)])
		}
	}
	if found := gaveAnswers.FindString(text); found != "" {
		l.Errorf("%s holds a rating: %s", where, found)
	}
	if !strictly {
		return
	}
	for _, address := range l.people {
		if strings.Contains(text, address) {
			l.Errorf("%s holds the address %s", where, address)
		}
	}
	for line := range strings.Lines(text) {
		if found := networkAddr.FindString(line); found != "" && !strings.Contains(line, "sevenfold is ready") {
			l.Errorf("%s holds the network address %s: %s", where, found, line)
		}
	}
}
