package handlers

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// place is the round that a rule is tried on: a fresh one where the request
// will act, so that no request stands in the way of another.
func (h *house) place(r rule, role int) round {
	h.t.Helper()
	acts := !strings.HasPrefix(r.route, "GET") && r.may[role] == opens && (role == hrMember || role == program1)
	switch {
	case !acts:
		return h.rounds[r.on]
	case r.on == "draft":
		return h.draft(models.DefaultPolicy())
	case r.on == "open":
		return h.launched()
	case r.on == "closed":
		return h.closed(models.DefaultPolicy())
	}
	return h.rounds[r.on]
}

// address fills a route's parameters with things that are there.
func (h *house) address(pattern string, r round, role int) string {
	h.t.Helper()
	return path(pattern, func(name string) string {
		switch name {
		case "token":
			if strings.HasPrefix(pattern, "/signin/") {
				return h.signIns[role]
			}
			return h.tokens[role]
		case "leader":
			return h.leaderFor(pattern, r, role)
		case "id":
			switch {
			case strings.Contains(pattern, "/remarks/:id"):
				return h.remark(r)
			case strings.HasPrefix(pattern, apiPrefix+"/people/"):
				return h.strangers[true]
			case strings.Contains(pattern, "/leaders/:id"):
				return h.leaderFor(pattern, r, role)
			}
			return r.id.String()
		}
		return h.thing(name, pattern, r)
	})
}

// leaderFor is Maya, except for those who try what their link does not ask about.
func (h *house) leaderFor(pattern string, r round, role int) string {
	behindLink := strings.HasPrefix(pattern, "/s/") || strings.HasPrefix(pattern, apiPrefix+"/links/")
	if behindLink && (role == otherRater || role == leader) {
		return r.leaders[omarAt].String()
	}
	return r.maya()
}

// thing is something of HR's that a route names. Uploads and letters of rounds
// that were made for one request are made here.
func (h *house) thing(name, pattern string, r round) string {
	h.t.Helper()
	switch name {
	case "upload":
		if !strings.HasPrefix(pattern, "/cycles/") {
			return h.upload(nil, "email,name\nnora@northwind.example,Nora Nord\n")
		}
		return h.upload(&r.id, roster)
	case "work":
		return h.work(pattern, r)
	case "key":
		if strings.Contains(pattern, "/questionnaires/") {
			return models.DefaultQuestionnaire().ID
		}
		return h.spareKey
	case "person":
		if strings.HasPrefix(pattern, "/people/") {
			return h.strangers[false]
		}
		return h.persons[strings.HasPrefix(pattern, "/members/")]
	case "remark":
		return h.remark(r)
	case "letter":
		return h.refused(r)
	case "name":
		return h.style
	case "questionnaire":
		return h.copied[strings.HasSuffix(pattern, "/delete")]
	case "version":
		return "1"
	}
	return "hr" // a role of the demonstration
}

// upload keeps a file, once for each cycle.
func (h *house) upload(cycle *uuid.UUID, body string) string {
	h.t.Helper()
	place := uuid.Nil
	if cycle != nil {
		place = *cycle
	}
	if h.uploads[place] == "" {
		h.uploads[place] = h.keeps(cycle, body).String()
	}
	return h.uploads[place]
}

// work is the newest one on a cycle or on the directory: the reading of its list.
func (h *house) work(pattern string, r round) string {
	h.t.Helper()
	cycle := &r.id
	if !strings.HasPrefix(pattern, "/cycles/") {
		cycle = nil
	}
	h.thing("upload", pattern, r)
	work, err := h.Works().Latest(h.ctx, cycle)
	h.must(err)
	return work.ID.String()
}

func (h *house) remark(r round) string {
	h.t.Helper()
	remarks, err := h.Cycles().Remarks(h.ctx, r.leaders[mayaAt])
	h.must(err)
	if len(remarks) == 0 {
		return uuid.NewString()
	}
	return remarks[0].ID.String()
}

// refused is a letter that did not arrive, or in the shared cycle none at all.
func (h *house) refused(r round) string {
	h.t.Helper()
	switch r.id {
	case h.rounds["open"].id:
		return uuid.NewString()
	case h.rounds["released"].id:
		return h.reportLetter
	}
	ben, err := h.People().ByEmail(h.ctx, benAt)
	h.must(err)
	return h.bury(r, ben.ID).String()
}

// bury lets the mail server refuse a person's invitation for good.
func (w *world) bury(r round, person uuid.UUID) (id uuid.UUID) {
	w.t.Helper()
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	for _, letter := range letters {
		if letter.PersonID == person && letter.CycleID != nil && *letter.CycleID == r.id {
			id = letter.ID
			w.must(w.Outbox().Begin(w.ctx, id, *letter.Lease, 0))
			w.must(w.Outbox().Settle(w.ctx, id, *letter.Lease, models.Outcome{Fate: models.Refused, Why: "550 5.1.1 no such user"}))
		}
	}
	if id == uuid.Nil {
		w.t.Fatal("there is no letter to bury")
	}
	w.must(w.Outbox().PutBack(w.ctx, *letters[0].Lease, 0))
	return id
}
