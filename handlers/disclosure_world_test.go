package handlers

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// season is many leaders about whom a hundred colleagues answer, each leader with
// another number of peers and direct reports.
type season struct {
	policy  models.Policy
	leaders []played
}

// played is a leader, who was asked and what they said.
type played struct {
	address string
	invited map[models.Relationship]int
	answers []said
}

// said is what one rater said about one leader.
type said struct {
	rater        string
	relationship models.Relationship
	models.Answers
}

// questionnaire is read once.
var questionnaire = sync.OnceValue(models.DefaultQuestionnaire)

// letters spells a number without digits, so that numbers on pages are numbers.
func letters(n int) string { return string(rune('a'+n/26)) + string(rune('a'+n%26)) }

// colleague is the address of the n-th rater of a leader. Every fifth leader is
// answered about by the same people.
func colleague(as models.Relationship, leader, n int) string {
	return fmt.Sprintf("%s-%s@northwind.example", as, letters(leader%5*10+n))
}

// newSeason draws what everybody says. Some of those asked do not answer.
func newSeason(policy models.Policy, sizes [][2]int, seed uint64) season {
	r := rand.New(rand.NewPCG(seed, 31))
	s := season{policy: policy}
	for i, size := range sizes {
		p := played{address: fmt.Sprintf("leader-%s@northwind.example", letters(i)), invited: map[models.Relationship]int{models.Self: 1, models.Manager: 1}}
		p.answers = append(p.answers, said{p.address, models.Self, drawn(r, "self")}, said{"boss@northwind.example", models.Manager, drawn(r, "boss")})
		for g, relationship := range models.Anonymous {
			p.invited[relationship] = min(10, size[g]+[]int{0, 0, 1, 2}[r.IntN(4)])
			who := r.Perm(p.invited[relationship])[:size[g]]
			for _, n := range who {
				p.answers = append(p.answers, said{colleague(relationship, i, n), relationship, drawn(r, letters(r.IntN(600)))})
			}
		}
		s.leaders = append(s.leaders, p)
	}
	return s
}

// drawn rates at random; some items are not observed, some questions left open.
func drawn(r *rand.Rand, word string) models.Answers {
	a := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{}}
	missing := []float64{0, 0.15, 0.5}[r.IntN(3)]
	q := questionnaire()
	for _, c := range q.Competencies {
		for _, item := range c.Items {
			rating := 1 + r.IntN(5)
			if a.Ratings[item.ID] = &rating; r.Float64() < missing {
				a.Ratings[item.ID] = nil
			}
		}
	}
	for _, question := range q.Questions {
		if r.IntN(2) == 0 {
			a.Comments[question.ID] = fmt.Sprintf("Words of %s to %s.", word, question.ID)
		}
	}
	return a
}

// roster is the list that HR imports for the season.
func (s season) roster() string {
	var b strings.Builder
	b.WriteString("leader_email,leader_name,leader_department,rater_email,rater_name,relationship\n")
	for i, l := range s.leaders {
		row := func(rater, name string, as models.Relationship) {
			fmt.Fprintf(&b, "%s,Leader %s,Department %s,%s,%s,%s\n", l.address, letters(i), letters(i/9), rater, name, as)
		}
		row(l.address, "Leader "+letters(i), models.Self)
		row("boss@northwind.example", "Bo Sander", models.Manager)
		for _, g := range models.Anonymous {
			for n := range l.invited[g] {
				row(colleague(g, i, n), "Colleague "+string(g)+" "+letters(i%5*10+n), g)
			}
		}
	}
	return b.String()
}

// ballots is what the leader's raters said, as it is counted.
func (p played) ballots(names map[string]string) []models.Ballot {
	var all []models.Ballot
	q := questionnaire()
	for _, a := range p.answers {
		ratings, comments, _ := q.CheckAnswers(a.Answers)
		b := models.Ballot{Relationship: a.relationship, Ratings: ratings, Comments: comments}
		if a.relationship.Named() {
			b.Name = names[a.rater]
		}
		all = append(all, b)
	}
	return all
}

// play stores the season: import, launch, answers in a random order, close,
// release.
func (w *world) play(s season, order uint64) round {
	w.t.Helper()
	r := w.prepare(s)
	w.submit(s, r, order)
	w.close(r)
	w.must(w.Cycles().Release(w.ctx, "test", r.id))
	return r
}

// prepare launches the season.
func (w *world) prepare(s season) round {
	w.t.Helper()
	closes := w.Clock.Now().Add(14 * 24 * time.Hour)
	cycle, err := w.Cycles().Create(w.ctx, "test", store.CycleDraft{Name: "Spring", Policy: s.policy, ClosesAt: &closes,
		Contact: models.Contact{Name: "Helen Hart", Email: "helen@northwind.example"}})
	w.must(err)
	_, err = w.Cycles().ImportRoster(w.ctx, "test", cycle.ID, store.Written(strings.NewReader(s.roster())), store.ImportOptions{})
	w.must(err)
	r := round{id: cycle.ID, leaders: map[string]uuid.UUID{}, tokens: map[string]models.Token{}}
	leaders, _, err := w.Cycles().Raters(w.ctx, cycle.ID, store.Page{Limit: 200})
	w.must(err)
	for _, l := range leaders {
		r.leaders[l.Person.Email] = l.ID
	}
	return w.launch(r)
}

// submit sends all answers in a random order.
func (w *world) submit(s season, r round, order uint64) {
	w.t.Helper()
	type sent struct {
		about uuid.UUID
		said
	}
	var all []sent
	for _, l := range s.leaders {
		for _, a := range l.answers {
			all = append(all, sent{r.leaders[l.address], a})
		}
	}
	random := rand.New(rand.NewPCG(order, 37))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, a := range all {
		w.must(w.Surveys().Submit(w.ctx, r.tokens[a.rater], a.about, a.Answers))
	}
}

// names is everybody's name by address.
func (s season) names() map[string]string {
	names := map[string]string{"boss@northwind.example": "Bo Sander"}
	for i, l := range s.leaders {
		names[l.address] = "Leader " + letters(i)
	}
	return names
}

// changed is the season with other answers from everybody who is in no cell,
// and how many they are.
func (s season) changed(seed uint64) (season, int) {
	r := rand.New(rand.NewPCG(seed, 41))
	other, n := season{policy: s.policy}, 0
	for _, l := range s.leaders {
		l.answers = slices.Clone(l.answers)
		cells := models.CountBallots(questionnaire(), s.policy, l.invited, l.ballots(nil)).Cells
		for i, a := range l.answers {
			in := slices.ContainsFunc(cells, func(c models.Cell) bool { return slices.Contains(c.Groups, a.relationship) })
			if !in && !a.relationship.Named() {
				l.answers[i].Answers = drawn(r, "nobody")
				n++
			}
		}
		l.invited = maps.Clone(l.invited)
		other.leaders = append(other.leaders, l)
	}
	return other, n
}

// proof is a rule of disclosure and the numbers of peers and direct reports for
// which it is tried.
type proof struct {
	k     int
	drop  bool
	sizes [][2]int
}

// everySize is all numbers of peers and direct reports from nobody to eight.
func everySize() [][2]int {
	var sizes [][2]int
	for i := range 81 {
		sizes = append(sizes, [2]int{i % 9, i / 9})
	}
	return sizes
}

// around is the sizes at which something changes for k.
func around(k int) [][2]int {
	var sizes [][2]int
	for _, p := range []int{0, 1, k - 1, k, 5, 8} {
		for _, r := range []int{0, 2, k - 1, k} {
			sizes = append(sizes, [2]int{p, r})
		}
	}
	return sizes
}
