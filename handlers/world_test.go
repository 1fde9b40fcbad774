package handlers

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Run(m)) }

// world is a running service on a real database.
type world struct {
	storetest.World
	t      testing.TB
	ctx    context.Context
	server *httptest.Server
	log    *logged
	woken  chan struct{} // one value for every call of Wake, as long as there is room
}

// logged is everything the service logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// newWorld serves a fresh database. Each change may adapt the options before.
func newWorld(t testing.TB, db storetest.World, changes ...func(*Options)) *world {
	t.Helper()
	w := &world{World: db, t: t, ctx: t.Context(), log: &logged{}, woken: make(chan struct{}, 100)}
	o := Options{
		DB: db.DB, Log: slog.New(slog.NewTextHandler(w.log, nil)), BaseURL: "http://feedback.example",
		Location: time.UTC, Version: "test",
		Ready: func(ctx context.Context) ([]string, error) { return nil, db.Ping(ctx) },
		Preview: func(e models.Envelope) (LetterPreview, error) {
			return LetterPreview{Subject: "Your view of " + e.Cycle.Name, Text: "Hello " + e.To.Name, HTML: "<p style=\"color:red\">Hello</p>"}, nil
		},
		Work: func() {
			if _, err := db.Works().CarryOut(t.Context()); err != nil {
				t.Errorf("carry out a work: %v", err)
			}
		},
		Wake: func() {
			select {
			case w.woken <- struct{}{}:
			default:
			}
		},
	}
	for _, change := range changes {
		change(&o)
	}
	handler, err := New(o)
	w.must(err)
	w.server = httptest.NewServer(handler)
	t.Cleanup(w.server.Close)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// hr makes a member of HR and signs in as that person.
func (w *world) hr() *browser {
	w.t.Helper()
	_, err := w.Members().Add(w.ctx, "test", "helen@northwind.example", "Helen Hart")
	w.must(err)
	return w.signIn("helen@northwind.example")
}

// signIn opens the door for somebody of the directory through the mailed link.
func (w *world) signIn(email string) *browser {
	w.t.Helper()
	b := w.browser()
	page := b.post("/signin/"+string(w.signInToken(email)), nil)
	if page.status != http.StatusSeeOther {
		w.t.Fatalf("sign in as %s: %d %s", email, page.status, page.body)
	}
	return b
}

func (w *world) signInToken(email string) models.Token {
	w.t.Helper()
	person, err := w.People().ByEmail(w.ctx, email)
	w.must(err)
	token, err := w.Members().SignInLink(w.ctx, person.ID)
	w.must(err)
	return token
}

// roster is the list of the test cycles: Maya has a manager, three peers, three
// reports and herself; Omar has two peers. Ann is asked about both.
const roster = `leader_email,leader_name,leader_title,leader_department,rater_email,rater_name,relationship
maya@northwind.example,Maya Lindt,Engineering Manager,Platform,maya@northwind.example,Maya Lindt,self
maya@northwind.example,Maya Lindt,,,boss@northwind.example,Bo Sander,manager
maya@northwind.example,Maya Lindt,,,ann@northwind.example,Ann Ames,peer
maya@northwind.example,Maya Lindt,,,ben@northwind.example,Ben Bauer,peer
maya@northwind.example,Maya Lindt,,,cem@northwind.example,Cem Can,peer
maya@northwind.example,Maya Lindt,,,dan@northwind.example,Dan Dorn,report
maya@northwind.example,Maya Lindt,,,eva@northwind.example,Eva Ende,report
maya@northwind.example,Maya Lindt,,,fay@northwind.example,Fay Frost,report
omar@northwind.example,Omar Okoye,Team Lead,Data,ann@northwind.example,Ann Ames,peer
omar@northwind.example,Omar Okoye,,,ben@northwind.example,Ben Bauer,peer
`

// round is a cycle of a test.
type round struct {
	id      uuid.UUID
	leaders map[string]uuid.UUID    // by the leader's address
	tokens  map[string]models.Token // by the rater's address, once launched
}

// draft makes a cycle from the roster that is ready to launch.
func (w *world) draft(policy models.Policy) round {
	w.t.Helper()
	closes := w.Clock.Now().Add(14 * 24 * time.Hour)
	cycle, err := w.Cycles().Create(w.ctx, "test", store.CycleDraft{Name: "Spring 2026", Policy: policy, ClosesAt: &closes,
		Contact: models.Contact{Name: "Helen Hart", Email: "helen@northwind.example"}})
	w.must(err)
	_, err = w.Cycles().ImportRoster(w.ctx, "test", cycle.ID, store.Written(strings.NewReader(roster)), store.ImportOptions{})
	w.must(err)
	r := round{id: cycle.ID, leaders: map[string]uuid.UUID{}, tokens: map[string]models.Token{}}
	leaders, _, err := w.Cycles().Raters(w.ctx, cycle.ID, store.Page{Limit: 100})
	w.must(err)
	for _, l := range leaders {
		r.leaders[l.Person.Email] = l.ID
	}
	return r
}

// launched makes an open cycle with the default policy.
func (w *world) launched() round {
	w.t.Helper()
	return w.launch(w.draft(models.DefaultPolicy()))
}

func (w *world) launch(r round) round {
	w.t.Helper()
	_, err := w.Cycles().Launch(w.ctx, "test", r.id)
	w.must(err)
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
	w.must(err)
	for _, e := range envelopes {
		if e.Letter.Kind == models.InvitationLetter && *e.Letter.CycleID == r.id {
			r.tokens[e.To.Email] = e.Token
		}
	}
	if len(letters) > 0 {
		w.must(w.Outbox().PutBack(w.ctx, *letters[0].Lease, 0))
	}
	return r
}

// answers rates every item of the default questionnaire the same.
func answers(rating int, keep string) models.Answers {
	a := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{"keep": keep}}
	for _, competency := range questionnaire().Competencies {
		for _, item := range competency.Items {
			a.Ratings[item.ID] = &rating
		}
	}
	return a
}

// answered lets everybody of the roster answer about Maya, and Ann about Omar.
func (w *world) answered(r round) {
	w.t.Helper()
	maya := r.leaders["maya@northwind.example"]
	for _, who := range []string{"maya", "boss", "ann", "ben", "cem", "dan", "eva", "fay"} {
		w.must(w.Surveys().Submit(w.ctx, r.tokens[who+"@northwind.example"], maya, answers(4, who+" wrote this")))
	}
	w.must(w.Surveys().Submit(w.ctx, r.tokens["ann@northwind.example"], r.leaders["omar@northwind.example"], answers(3, "")))
}

// closed launches a cycle, lets everybody answer and closes it.
func (w *world) closed(policy models.Policy) round {
	w.t.Helper()
	r := w.launch(w.draft(policy))
	w.answered(r)
	w.close(r)
	return r
}

func (w *world) close(r round) {
	w.t.Helper()
	w.must(w.Cycles().BeginClose(w.ctx, "test", r.id))
	w.must(w.Cycles().WorkOut(w.ctx, r.id))
}

// released makes a cycle whose leaders can read their reports.
func (w *world) released(policy models.Policy) round {
	w.t.Helper()
	r := w.closed(policy)
	w.must(w.Cycles().Release(w.ctx, "test", r.id))
	return r
}
