package main

import (
	"hash/fnv"
	"math/rand/v2"

	"github.com/sevenfold/sevenfold/models"
)

// made is how a made-up rater answers.
type made struct {
	random *rand.Rand
	leader *rand.Rand // what everybody sees in this leader alike
	before bool       // some months ago: the leader had not practised yet
}

func makeUp(rater, leader string) made {
	return made{random: seeded(rater + " about " + leader), leader: seeded(leader)}
}

func seeded(text string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(text))
	return rand.New(rand.NewPCG(h.Sum64(), 7)) //nolint:gosec // invented answers need no secrecy
}

// lean is how a typical expert who leads since a while is seen: strong near the
// craft, less seen in delegating and direction.
var lean = map[string]float64{"people": 3.7, "deciding": 3.5, "delegating": 2.8, "direction": 3.0, "audiences": 3.8, "change": 3.4, "team": 4.1}

// practised is how much less often some of it was seen some months ago.
var practised = map[string]float64{"delegating": 0.9, "direction": 0.8}

// answers rates every item around what everybody sees in the leader. Leaders
// see themselves a little higher, and somebody who is asked has not seen all.
func (m made) answers(q models.Questionnaire, as models.Relationship) models.Answers {
	a := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{}}
	for _, c := range q.Competencies {
		centre := lean[c.ID] + m.leader.NormFloat64()*0.45
		if m.before {
			centre -= practised[c.ID]
		}
		if as == models.Self {
			centre += 0.4
		}
		for _, item := range c.Items {
			a.Ratings[item.ID] = m.rating(centre+m.leader.NormFloat64()*0.3, as)
		}
	}
	for _, question := range q.Questions {
		if lines := remarks[question.ID]; as != models.Self && m.random.Float64() < 0.55 {
			a.Comments[question.ID] = lines[m.random.IntN(len(lines))]
		}
	}
	return a
}

func (m made) rating(centre float64, as models.Relationship) *int {
	if as != models.Self && m.random.Float64() < 0.07 {
		return nil
	}
	v := min(max(int(centre+m.random.NormFloat64()*0.65+0.5), 1), 5)
	return &v
}

// remarks are comments such as people write, by question.
var remarks = map[string][]string{
	"keep": {
		"Explains why something matters before asking for it. That makes the work easier.",
		"Stays calm when a release goes wrong, and so do we.",
		"Names the people who did the work when results are shown to others.",
		"Always has time for a question, and does not make it feel like a small one.",
		"Listens to the end before answering. You notice that you were heard.",
		"Knows the system deeply and shares that knowledge freely.",
		"Says clearly when something is good. Short and specific.",
		"Keeps promises, also the small ones.",
		"Admits a mistake first, and it has become easy for the rest of us.",
		"Reads what we write before the meeting. It shows.",
		"Protects the team from requests that change every day.",
		"Asks one question that makes a problem half as large.",
		"Writes decisions down, so that nobody has to guess them.",
		"Is fair when two of us see it differently.",
	},
	"start": {
		"Give whole topics away, with the decision. At the moment the last word often comes back.",
		"Tell us where we want to be in a year. We know the next sprint very well and little beyond it.",
		"Involve the neighbouring teams earlier, before a plan is final.",
		"Decide a little sooner. An imperfect decision would help us more than another round.",
		"Ask what we would do before giving the answer.",
		"Talk about feedback more often than twice a year, also about small things.",
		"Bring the quieter people in. Meetings are decided by the same three voices.",
		"Say what you expect at the beginning, not at the end.",
		"Let somebody else present our work to the board now and then.",
		"Explain the numbers behind a decision. We would carry it further.",
		"Make room for one hour a week in which nothing is urgent.",
		"Tell us what you are unsure about. We might know.",
		"Say no to other teams more often, and let us hear it.",
		"Talk to each of us about where we want to be in two years.",
	},
	"less": {
		"Detailed comments in code reviews. Others can do these by now.",
		"Solving the hard problems alone late in the evening.",
		"Meetings that drift into detail for two people while eight listen.",
		"Being in every channel. Some things work out without an answer.",
		"Taking tasks back when they take a bit longer.",
		"Answering questions that were meant for somebody else.",
		"Changing the wording of documents that are good enough.",
		"Late messages that could wait until morning.",
		"Naming the solution in the ticket.",
		"Status meetings. The board says the same.",
		"Explaining the technology to people who asked about the date.",
		"Being the only one who can release.",
		"Joining every interview.",
	},
}
