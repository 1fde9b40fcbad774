package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

var ctx = context.Background()

// must fails the test on an error and returns the value otherwise.
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantKind fails unless err is of the kind.
func wantKind(t testing.TB, err error, kind models.Kind) {
	t.Helper()
	if models.KindOf(err) != kind {
		t.Fatalf("got error %v of kind %q, want kind %q", err, models.KindOf(err), kind)
	}
}

// roster is a roster of leaders, each with a self rater, a manager, and so
// many peers and reports.
func roster(t testing.TB, leaders, peers, reports int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	row := func(leader int, rater string, as models.Relationship) {
		fmt.Fprintf(&b, "leader%d@example.org,Leader %d,%s@example.org,%s,%s\n", leader, leader, rater, rater, as)
	}
	for l := range leaders {
		fmt.Fprintf(&b, "leader%d@example.org,Leader %d,leader%d@example.org,Leader %d,self\n", l, l, l, l)
		row(l, "boss", models.Manager)
		for p := range peers {
			row(l, fmt.Sprintf("peer%d-%d", l, p), models.Peer)
		}
		for r := range reports {
			row(l, fmt.Sprintf("report%d-%d", l, r), models.DirectReport)
		}
	}
	return b.String()
}

// written is a list at hand.
func written(text string) store.List { return store.Written(strings.NewReader(text)) }

// draft makes a draft that can be launched, or with "" one that asks nobody yet.
func draft(t testing.TB, w storetest.World, roster string) models.Cycle {
	t.Helper()
	closes := w.Clock.Now().Add(14 * 24 * time.Hour)
	cycle := must(w.Cycles().Create(ctx, "Ingrid", store.CycleDraft{Name: "Spring 2026", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid Solberg", Email: "ingrid@example.org"}}))(t)
	if roster != "" {
		must(w.Cycles().ImportRoster(ctx, "Ingrid", cycle.ID, written(roster), store.ImportOptions{}))(t)
	}
	return cycle
}

func launched(t testing.TB, w storetest.World, roster string) models.Cycle {
	t.Helper()
	return must(w.Cycles().Launch(ctx, "Ingrid", draft(t, w, roster).ID))(t)
}

// links returns every rater's token by address, as the letters carry them.
func links(t testing.TB, w storetest.World) map[string]models.Token {
	t.Helper()
	tokens := map[string]models.Token{}
	letters := must(w.Outbox().Claim(ctx, 10_000, time.Hour))(t)
	for _, e := range must(w.Outbox().Envelopes(ctx, letters))(t) {
		if e.Token != "" || tokens[e.To.Email] == "" { // letters about reports carry none
			tokens[e.To.Email] = e.Token
		}
	}
	return tokens
}

// answers rates every item alike and leaves a comment on the first question.
func answers(q models.Questionnaire, rating int, comment string) models.Answers {
	a := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{}}
	for _, c := range q.Competencies {
		for _, item := range c.Items {
			a.Ratings[item.ID] = &rating
		}
	}
	if comment != "" {
		a.Comments[q.Questions[0].ID] = comment
	}
	return a
}

// only returns the one leader that a link is asked about.
func only(t testing.TB, w storetest.World, token models.Token) uuid.UUID {
	t.Helper()
	link := must(w.Surveys().Link(ctx, token))(t)
	if len(link.Asked) != 1 {
		t.Fatalf("link asks about %d leaders", len(link.Asked))
	}
	return link.Asked[0].LeaderID
}
