package handlers

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// poll is a launched cycle of many leaders, whose every answer carries words
// that occur nowhere else. Only the test knows whose they are.
type poll struct {
	*world
	cycle  models.Cycle
	words  string // begins every marker of this run
	asked  []*request
	author map[string]*request // by marker
}

// request is one person asked about one leader.
type request struct {
	leader       uuid.UUID
	email        string
	relationship models.Relationship
	token        models.Token
	marker       string
	turn         int // the how manyth answer about the leader
}

// fewRaters is how many leaders come on top of whom no comment may be shown.
const fewRaters = 4

// bigRoster asks 3 to 8 peers and 3 to 8 reports about each leader, beside the
// leader and a manager, and two and two about a few more.
func bigRoster() string {
	return rosterOf(manyLeaders+fewRaters, func(l int) (peers, reports int) {
		if l >= manyLeaders {
			return 2, 2
		}
		return 3 + l%6, 3 + (l/6)%6
	})
}

// fifteenRaters is a roster of one leader.
func fifteenRaters() string {
	return rosterOf(1, func(int) (peers, reports int) { return 8, 5 })
}

func rosterOf(leaders int, sizes func(leader int) (peers, reports int)) string {
	var b strings.Builder
	b.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	row := func(leader int, rater string, as models.Relationship) {
		fmt.Fprintf(&b, "leader%d@example.org,Leader %d,%s@example.org,Person %s,%s\n", leader, leader, rater, rater, as)
	}
	for l := range leaders {
		peers, reports := sizes(l)
		fmt.Fprintf(&b, "leader%d@example.org,Leader %d,leader%d@example.org,Leader %d,self\n", l, l, l, l)
		row(l, fmt.Sprintf("boss%d", l%5), models.Manager)
		for p := range peers {
			row(l, fmt.Sprintf("leader%d", (l+p+1)%manyLeaders), models.Peer)
		}
		for r := range reports {
			row(l, fmt.Sprintf("report%d-%d", l, r), models.DirectReport)
		}
	}
	return strings.ReplaceAll(b.String(), "Person leader", "Leader ")
}

// newPoll launches a cycle over a roster and lets the invitations go out.
func newPoll(t *testing.T, db storetest.World, list string) *poll {
	t.Helper()
	p := &poll{world: newWorld(t, db), author: map[string]*request{}, words: fmt.Sprintf("zq%010x", rand.Uint64()>>24)}
	closes := db.Clock.Now().Add(14 * 24 * time.Hour)
	cycle, err := p.Cycles().Create(p.ctx, "test", store.CycleDraft{Name: "Large", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Helen Hart", Email: "helen@northwind.example"}})
	p.must(err)
	_, err = p.Cycles().ImportRoster(p.ctx, "test", cycle.ID, store.Written(strings.NewReader(list)), store.ImportOptions{})
	p.must(err)
	p.cycle, err = p.Cycles().Launch(p.ctx, "test", cycle.ID)
	p.must(err)
	tokens := p.sendInvitations()
	leaders, _, err := p.Cycles().Raters(p.ctx, cycle.ID, store.Page{Limit: 1000})
	p.must(err)
	for _, l := range leaders {
		for _, r := range l.Raters {
			ask := &request{leader: l.ID, email: r.Person.Email, relationship: r.Relationship, token: tokens[r.Person.Email]}
			ask.marker = fmt.Sprintf("%s%05d", p.words, len(p.asked))
			p.asked = append(p.asked, ask)
			p.author[ask.marker] = ask
		}
	}
	return p
}

// sendInvitations hands every letter over, and keeps the links.
func (p *poll) sendInvitations() map[string]models.Token {
	p.t.Helper()
	tokens := map[string]models.Token{}
	letters, err := p.Outbox().Claim(p.ctx, 1000, time.Hour)
	p.must(err)
	envelopes, err := p.Outbox().Envelopes(p.ctx, letters)
	p.must(err)
	for _, e := range envelopes {
		tokens[e.To.Email] = e.Token
		p.must(p.Outbox().Begin(p.ctx, e.Letter.ID, *e.Letter.Lease, 0))
		p.must(p.Outbox().Settle(p.ctx, e.Letter.ID, *e.Letter.Lease, models.Outcome{Fate: models.Delivered}))
	}
	return tokens
}

// form is one person's answers: random ratings, comments of any length, the marker in each.
func (r *request) form() url.Values {
	form := url.Values{}
	for _, competency := range questionnaire().Competencies {
		for _, item := range competency.Items {
			form.Set(frontend.RatingField(item.ID), fmt.Sprint(rand.IntN(6)))
		}
	}
	for _, question := range questionnaire().Questions {
		words := make([]string, rand.IntN(120))
		for i := range words {
			words[i] = []string{"listens", "plans", "asks", "waits", "tells", "helps"}[rand.IntN(6)]
		}
		form.Set(frontend.CommentField(question.ID), r.marker+" "+strings.Join(words, " "))
	}
	return form
}

// answerAll lets everybody answer in a random order over HTTP, eight at a time.
// Those about one leader follow each other, so that their order is known.
func (p *poll) answerAll() {
	p.t.Helper()
	const lines = 8
	queues := make([][]*request, lines)
	of := map[uuid.UUID]int{}
	for _, i := range rand.Perm(len(p.asked)) {
		ask := p.asked[i]
		if _, known := of[ask.leader]; !known {
			of[ask.leader] = len(of) % lines
		}
		queues[of[ask.leader]] = append(queues[of[ask.leader]], ask)
	}
	var all sync.WaitGroup
	for _, queue := range queues {
		all.Go(func() {
			turns := map[uuid.UUID]int{}
			for _, ask := range queue {
				turns[ask.leader]++
				ask.turn = turns[ask.leader]
				if status, err := p.submit(ask); err != nil || status != http.StatusSeeOther {
					p.t.Errorf("answering: %d %v", status, err)
				}
			}
		})
	}
	all.Wait()
	if p.t.Failed() {
		p.t.FailNow()
	}
}

// submit posts the survey; safe for use from several goroutines.
func (p *poll) submit(ask *request) (status int, err error) {
	client := http.Client{Transport: p.server.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(p.server.URL+frontend.SurveyURL(ask.token, ask.leader), ask.form())
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// whose is the author of a text, by its marker.
func (p *poll) whose(text string) *request {
	p.t.Helper()
	at := strings.Index(text, p.words)
	if at < 0 || p.author[text[at:at+len(p.words)+5]] == nil {
		p.t.Fatalf("no marker in %q", text)
	}
	return p.author[text[at:at+len(p.words)+5]]
}

// exhibits are what a copy of the database shows, and beside it what somebody
// knows who watched the door: in which order people answered.
func (p *poll) exhibits() []store.Exhibit {
	p.t.Helper()
	all, err := p.Cycles().Exhibits(p.ctx, p.cycle)
	p.must(err)
	turns := map[string]int{}
	for _, ask := range p.asked {
		turns[ask.leader.String()+ask.email] = ask.turn
	}
	for _, e := range all {
		for i := range e.Raters {
			e.Raters[i].Owner = e.Raters[i].Email
			e.Raters[i].Marks["watched"] = fmt.Sprintf("%05d", turns[e.Leader.String()+e.Raters[i].Email])
		}
		for i := range e.Boxes {
			e.Boxes[i].Owner = p.whose(e.Boxes[i].Opened.Comments["keep"]).email
		}
		for i := range e.Remarks {
			e.Remarks[i].Owner = p.whose(e.Remarks[i].Body).email
		}
	}
	return all
}
