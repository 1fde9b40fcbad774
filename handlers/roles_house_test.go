package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// house is a service with cycles in every state, and everybody who tries.
type house struct {
	*world
	rounds  map[string]round // by the state that rules name
	people  [roles]*browser
	emails  [roles]string // of those who can sign in
	keys    [roles]string // sent as bearer keys
	tokens  [roles]string // of the link that a role holds
	signIns [roles]string // of the sign-in link that a role holds
	secrets []secret
	found   [roles]map[string]bool
	sent    int

	spareKey, style string
	copied          map[bool]string      // a questionnaire, and one to be deleted (true)
	reportLetter    string               // of the released cycle, refused
	persons         map[bool]string      // a member (true) and a rater
	strangers       map[bool]string      // to be erased by a program (true) and on the page
	uploads         map[uuid.UUID]string // by cycle
}

// secret is a token that no answer may hold.
type secret struct{ what, text string }

// house makes one. Maya and Omar lead in every cycle.
func (w *world) house() *house {
	w.t.Helper()
	h := &house{world: w, rounds: map[string]round{}}
	h.rounds["draft"], h.rounds["open"] = w.draft(models.DefaultPolicy()), w.launched()
	h.rounds["closed"], h.rounds["released"], h.rounds["shared"] = w.closed(models.DefaultPolicy()), w.released(models.DefaultPolicy()), w.released(sharedPolicy)
	for role := range roles {
		h.people[role], h.found[role] = w.browser(), map[string]bool{}
		h.tokens[role] = string(w.Secret.RaterToken(uuid.New(), 1))
		h.signIns[role] = string(w.Secret.SignInToken(uuid.New()))
	}
	h.people[hrMember] = w.hr()
	h.people[leader], h.people[otherLeader] = w.signIn(mayaAt), w.signIn(omarAt)
	h.tokens[rater], h.tokens[otherRater] = string(h.rounds["open"].tokens["cem@northwind.example"]), string(h.rounds["open"].tokens["fay@northwind.example"])
	h.tokens[leader], h.tokens[closedLink] = string(h.rounds["open"].tokens[mayaAt]), string(h.rounds["closed"].tokens[annAt])
	h.emails = [roles]string{leader: mayaAt, otherLeader: omarAt, hrMember: "helen@northwind.example"}
	for _, role := range []int{leader, otherLeader, hrMember} {
		email := h.emails[role]
		h.signIns[role] = string(w.signInToken(email))
	}
	h.programs()
	h.ended()
	for role, token := range h.tokens {
		if h.keys[role] == "" && role != nobody && role != leader && role != otherLeader && role != hrMember {
			h.keys[role] = token // a link is no key
		}
		if role == rater || role == otherRater || role == closedLink {
			h.signIns[role] = token // nor a sign-in link
		}
	}
	h.furnish()
	h.gatherSecrets()
	return h
}

// programs makes a program with a key, and one whose key was revoked.
func (h *house) programs() {
	h.t.Helper()
	var err error
	h.keys[program1], err = h.APIKeys().Create(h.ctx, "test", "In use")
	h.must(err)
	h.keys[revokedKey], err = h.APIKeys().Create(h.ctx, "test", "Revoked")
	h.must(err)
	list, _, err := h.APIKeys().List(h.ctx, store.Page{Limit: 9})
	h.must(err)
	for _, key := range list {
		if key.Name == "Revoked" {
			h.must(h.APIKeys().Revoke(h.ctx, "test", key.ID))
		}
	}
	for _, role := range []int{program1, revokedKey} {
		h.tokens[role], h.signIns[role] = h.keys[role], h.keys[role] // a key is no link
	}
}

// ended makes a session that has ended, and a sign-in link that was used.
func (h *house) ended() {
	h.t.Helper()
	known := map[string]bool{}
	for _, row := range h.Rows(h.t)["sessions"] {
		known[row] = true
	}
	h.people[endedSession] = h.signIn("helen@northwind.example")
	past, db := storePast(h), h.SQL(h.t)
	for _, row := range h.Rows(h.t)["sessions"] {
		if known[row] {
			continue
		}
		token, _, _ := strings.Cut(strings.TrimPrefix(row, "token="), " | ")
		_, err := db.ExecContext(h.ctx, fmt.Sprintf("UPDATE sessions SET expires = '%s' WHERE token = '%s'", past, token))
		h.must(err)
	}
	token := h.signInToken("helen@northwind.example")
	h.browser().post("/signin/"+string(token), nil).leadsTo("/cycles")
	h.signIns[usedSignIn], h.tokens[usedSignIn] = string(token), string(token)
}

// storePast is a time before the clock's, as both databases write it.
func storePast(h *house) string {
	return h.Clock.Now().Add(-time.Hour).Format("2006-01-02 15:04:05.999999-07:00")
}

func (h *house) gatherSecrets() {
	h.t.Helper()
	for state, round := range h.rounds {
		for email, token := range round.tokens {
			h.secrets = append(h.secrets, secret{"the link of " + email + " in the " + state + " cycle", string(token)})
		}
	}
	for role := range roles {
		for what, text := range map[string]string{"key": h.keys[role], "sign-in link": h.signIns[role], "session": h.people[role].cookie()} {
			if text != "" {
				h.secrets = append(h.secrets, secret{"the " + what + " of " + roleNames[role][0], text})
			}
		}
	}
}

// furnish makes what routes name and requests do not change.
func (h *house) furnish() {
	h.t.Helper()
	_, err := h.APIKeys().Create(h.ctx, "test", "Spare")
	h.must(err)
	list, _, err := h.APIKeys().List(h.ctx, store.Page{Limit: 9})
	h.must(err)
	for _, key := range list {
		if key.Name == "Spare" {
			h.spareKey = key.ID.String()
		}
	}
	ida, err := h.Members().Add(h.ctx, "test", "ida@northwind.example", "Ida Iversen")
	h.must(err)
	ann, err := h.People().ByEmail(h.ctx, annAt)
	h.must(err)
	h.strangers = map[bool]string{true: h.stranger("odd@northwind.example"), false: h.stranger("even@northwind.example")}
	h.persons = map[bool]string{true: ida.ID.String(), false: ann.ID.String()}
	h.uploads = map[uuid.UUID]string{}
	draft := h.rounds["draft"].id
	h.upload(&draft, roster)
	h.upload(nil, "email,name\nnora@northwind.example,Nora Nord\n")
	omar, err := h.People().ByEmail(h.ctx, omarAt)
	h.must(err)
	h.copied = map[bool]string{}
	for _, spare := range []bool{false, true} {
		made, err := h.Questionnaires().Copy(h.ctx, "test", models.DefaultQuestionnaire())
		h.must(err)
		h.copied[spare] = made.QuestionnaireID.String()
	}
	h.reportLetter = h.bury(h.rounds["released"], omar.ID).String()
	h.style = strings.TrimPrefix(h.browser().get("/signin").attr("link[rel=stylesheet]", "href"), "/static/")
}

// visitor is the browser of a role, or a second one for the request that would
// end its session.
func (h *house) visitor(at string, role int) *browser {
	h.t.Helper()
	if at != "/signout" || h.emails[role] == "" {
		return h.people[role]
	}
	return h.signIn(h.emails[role])
}

// send sends a request as a role, each from an address of its own, so that
// nobody is slowed down.
func (h *house) send(method, at string, role int) answer {
	h.t.Helper()
	h.sent++
	header := http.Header{"X-Forwarded-For": {fmt.Sprintf("10.%d.%d.%d", h.sent>>16, h.sent>>8&255, h.sent&255)}}
	if h.keys[role] != "" {
		header.Set("Authorization", "Bearer "+h.keys[role])
	}
	switch {
	case strings.HasPrefix(at, apiPrefix) && (strings.HasSuffix(at, "/roster") || strings.HasSuffix(at, "/people")):
		header.Set("Content-Type", "text/csv")
	case strings.HasPrefix(at, apiPrefix):
		header.Set("Content-Type", "application/json")
	case method == http.MethodPost:
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	body := ""
	if strings.HasSuffix(at, "/answers") {
		body = `{"ratings":{},"comments":{}}` // a body that is no JSON is refused before the link is looked at
	}
	return h.visitor(at, role).send(method, at, strings.NewReader(body), header)
}

// stranger puts somebody into the directory who has no part in anything.
func (h *house) stranger(email string) string {
	h.t.Helper()
	_, err := h.People().ImportChart(h.ctx, "test", store.Written(strings.NewReader("email,name\n"+email+",Odd Even\n")), store.ImportOptions{})
	h.must(err)
	person, err := h.People().ByEmail(h.ctx, email)
	h.must(err)
	return person.ID.String()
}
