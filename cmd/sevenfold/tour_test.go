package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// tour is the demonstration, with cycles in every other state beside its own,
// and everybody who looks at pages.
type tour struct {
	*story
	demo   *demo
	state  map[string]string // of a cycle by its id, as the table names it
	links  map[string]string // of the open cycle, by address
	routes []string          // the patterns of every GET route
	all    []*look
	seen   map[string]bool // routes that somebody looked at
	public map[string]bool // kinds of pages that are the same for everybody, met already
}

// guest is somebody with a browser.
type guest struct {
	name   string
	client *http.Client
}

// tourRoster has a leader with enough colleagues and a long name, one whose
// groups are merged, and one of whom nothing can be shown.
const tourRoster = `leader_email,leader_name,role_since,rater_email,rater_name,relationship
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,self
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,boss@example.org,Bo Sander,manager
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,p1@example.org,Pia One,peer
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,p2@example.org,Pia Two,peer
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,p3@example.org,Pia Three,peer
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,p4@example.org,Pia Four,peer
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,r1@exmaple.org,Rob One,report
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,r2@example.org,Rob Two,report
ada@example.org,Ada Featherstonehaugh-Wolfeschlegelsteinhausen,2024-01-01,r3@example.org,Rob Three,report
ben@example.org,Ben Merged,2024-01-01,ben@example.org,Ben Merged,self
ben@example.org,Ben Merged,2024-01-01,boss@example.org,Bo Sander,manager
ben@example.org,Ben Merged,2024-01-01,p1@example.org,Pia One,peer
ben@example.org,Ben Merged,2024-01-01,p2@example.org,Pia Two,peer
ben@example.org,Ben Merged,2024-01-01,r2@example.org,Rob Two,report
ben@example.org,Ben Merged,2024-01-01,r3@example.org,Rob Three,report
cleo@example.org,Cleo Few,2024-01-01,cleo@example.org,Cleo Few,self
cleo@example.org,Cleo Few,2024-01-01,boss@example.org,Bo Sander,manager
cleo@example.org,Cleo Few,2024-01-01,p1@example.org,Pia One,peer
`

// newTour starts the service, in which nothing is yet.
func newTour(t *testing.T) *tour {
	t.Helper()
	d := &demo{}
	s := beginWith(t, d, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db"))
	w := &tour{story: s, demo: d, state: map[string]string{}, seen: map[string]bool{}, public: map[string]bool{}}
	w.routes = w.pageRoutes()
	return w
}

// furnish plays the demonstration and adds what it does not have.
func (w *tour) furnish() {
	w.Helper()
	w.must(w.demo.play(w.ctx, w.base, io.Discard))
	w.name("the demonstration’s, ")
	w.mailbox.Misbehave(func(stage mailer.Stage, _ int, to string) *mailer.Fault {
		if stage == mailer.AtTo && strings.HasSuffix(to, "@exmaple.org") {
			return &mailer.Fault{Code: 550, Text: "User unknown in virtual mailbox table"}
		}
		return nil
	})
	for _, state := range []models.CycleState{models.Draft, models.Open, models.Closing, models.Closed, models.Released, models.Purged} {
		w.cycle(state)
	}
	w.name("")
}

// name keeps the state of cycles that have no name yet.
func (w *tour) name(prefix string) {
	w.Helper()
	var list struct {
		Cycles []struct {
			ID    string
			State string
		}
	}
	w.must(w.visitor.call(w.ctx, http.MethodGet, "/cycles", nil, &list))
	if len(list.Cycles) == 0 {
		w.Fatal("the API lists no cycles")
	}
	for _, c := range list.Cycles {
		if w.state[c.ID] == "" {
			w.state[c.ID] = prefix + c.State
		}
	}
}

// cycle brings a cycle to a state, through the API and the mailed links.
func (w *tour) cycle(state models.CycleState) {
	w.Helper()
	id, err := w.visitor.newCycle(w.ctx, "A cycle that is "+string(state), 14)
	w.must(err)
	w.must(w.visitor.call(w.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(tourRoster), nil))
	if state == models.Draft {
		return
	}
	links, err := w.visitor.launch(w.ctx, id, io.Discard)
	w.must(err)
	if state == models.Open {
		w.keepLinks()
		return
	}
	for _, link := range links {
		w.must(w.visitor.answerAll(w.ctx, link))
	}
	if state == models.Closing { // without its key, closing does not go on
		w.must(os.Remove(w.key(id)))
		w.must(w.visitor.call(w.ctx, http.MethodPost, "/cycles/"+id+"/close", nil, nil))
		w.must(w.visitor.awaitState(w.ctx, id, models.Closing))
		return
	}
	w.must(w.visitor.call(w.ctx, http.MethodPost, "/cycles/"+id+"/close", nil, nil))
	w.must(w.visitor.awaitState(w.ctx, id, models.Closed))
	for _, verb := range map[models.CycleState][]string{models.Released: {"release"}, models.Purged: {"release", "purge"}}[state] {
		w.must(w.visitor.call(w.ctx, http.MethodPost, "/cycles/"+id+"/"+verb, nil, nil))
	}
}

// key is the file of a cycle's key.
func (w *tour) key(cycle string) string {
	w.Helper()
	found, err := filepath.Glob(filepath.Join(w.keyDir, "*"+cycle+"*"))
	if err != nil || len(found) != 1 {
		w.Fatalf("the keys of %s: %v %v", cycle, found, err)
	}
	return found[0]
}

// in returns the id of the cycle in a state.
func (w *tour) in(state models.CycleState) string {
	w.Helper()
	for id, is := range w.state {
		if is == string(state) {
			return id
		}
	}
	w.Fatalf("no cycle is %s", state)
	return ""
}

// keepLinks keeps the survey link in the newest mail to everybody.
func (w *tour) keepLinks() {
	w.links = map[string]string{}
	for _, m := range w.mailbox.Messages() { // newest first
		if found := linkIn.FindStringSubmatch(m.Text); found != nil && w.links[m.Rcpt] == "" {
			w.links[m.Rcpt] = strings.TrimPrefix(found[1], w.base)
		}
	}
}

// guest opens a browser for somebody; who has an address signs in with it.
func (w *tour) guest(name, email string) guest {
	w.Helper()
	jar, err := cookiejar.New(nil)
	w.must(err)
	g := guest{name, &http.Client{Jar: jar}}
	if email != "" {
		w.browser = g.client
		w.signIn(email)
	}
	return g
}

// send posts a form and returns the path of the page that follows.
func (w *tour) send(g guest, to string, form url.Values) string {
	w.Helper()
	answer, err := g.client.PostForm(w.base+to, form)
	w.must(err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		w.Fatalf("sending %v to %s: %s", form, to, answer.Status)
	}
	return answer.Request.URL.Path
}

// work imports a list and returns the id of the work that did so.
func (w *tour) work(g guest, place string) string {
	w.Helper()
	list, cycle := "email,name\nnora@northwind.example,Nora Nord\n", (*uuid.UUID)(nil)
	if id, err := uuid.Parse(filepath.Base(place)); err == nil {
		list, cycle = storyHead+"dan@example.org,Dan New,2026-01-01,new@example.org,Nina New,peer\n", &id
	}
	w.send(g, w.upload(g, place+"/import", list), url.Values{"rows": {"all"}})
	work, err := w.db.Works().Latest(w.ctx, cycle)
	w.must(err)
	return work.ID.String()
}

// questionnaire copies the built-in one and returns the pages about the copy.
func (w *tour) questionnaire(g guest) []string {
	w.Helper()
	at := w.send(g, "/questionnaires", url.Values{"of": {"built-in"}})
	copied := strings.Join(strings.Split(at, "/")[:3], "/")
	return []string{"/questionnaires", at, copied, copied + "/versions/1", copied + "/import", copied + "/delete"}
}

// upload sends a file to be looked at and returns the path of its preview.
func (w *tour) upload(g guest, to, body string) string {
	w.Helper()
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	part, err := writer.CreateFormFile("file", "list.csv")
	w.must(err)
	_, err = part.Write([]byte(body))
	w.must(err)
	w.must(writer.Close())
	answer, err := g.client.Post(w.base+to, writer.FormDataContentType(), &form)
	w.must(err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Request.URL.Path == to {
		w.Fatalf("uploading to %s: %s", to, answer.Status)
	}
	return answer.Request.URL.Path
}

// pageRoutes reads the routes from the page that a test of the handlers keeps
// equal to those of the router.
func (w *tour) pageRoutes() []string {
	w.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "who-may.md"))
	w.must(err)
	var routes []string
	for _, row := range regexp.MustCompile("(?m)^\\| `GET (/[^`,]*)").FindAllStringSubmatch(string(text), -1) {
		if !strings.HasPrefix(row[1], "/api/") && !slices.Contains(routes, row[1]) {
			routes = append(routes, row[1])
		}
	}
	if len(routes) < 40 {
		w.Fatalf("docs/who-may.md lists %d routes only", len(routes))
	}
	return routes
}

// routeOf is the pattern that a path fits best.
func (w *tour) routeOf(path string) string {
	best, most := "", -1
	parts := strings.Split(path, "/")
	for _, route := range w.routes {
		pattern, literal := strings.Split(route, "/"), 0
		fits := len(pattern) == len(parts)
		for i := 0; fits && i < len(parts); i++ {
			if pattern[i] == parts[i] {
				literal++
			} else if !strings.HasPrefix(pattern[i], ":") {
				fits = false
			}
		}
		if fits && literal > most {
			best, most = route, literal
		}
	}
	return best
}

// label names a page as the table does: route, state of its cycle, what was done.
func (w *tour) label(route, path, more string) string {
	var notes []string
	if parts := strings.Split(path, "/"); len(parts) > 2 && parts[1] == "cycles" && uuid.Validate(parts[2]) == nil {
		notes = append(notes, w.state[parts[2]])
	}
	if more != "" {
		notes = append(notes, more)
	}
	if len(notes) == 0 {
		return route
	}
	return fmt.Sprintf("%s (%s)", route, strings.Join(notes, ", "))
}
