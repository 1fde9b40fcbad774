package models

import "fmt"

// ManyAsks is how many leaders one rater is asked about before HR is told that
// this is a lot. Nobody is kept from asking more; ten surveys are an hour of
// somebody's time, and the last ones are answered with less care.
const ManyAsks = 10

// surveyMinutes is how long a survey about one leader takes.
const surveyMinutes = 6

// AskedOften reports whether a rater is asked about so many leaders that HR
// should look for somebody else.
func AskedOften(leaders int) bool { return leaders > ManyAsks }

// AskedWords says how often a rater is asked: "about 12 leaders, more than an hour".
func AskedWords(leaders int) string {
	if leaders == 1 {
		return "about 1 leader"
	}
	words := fmt.Sprintf("about %d leaders", leaders)
	switch minutes := leaders * surveyMinutes; {
	case leaders == 0:
		return "about nobody yet"
	case minutes > 60:
		return words + ", more than an hour"
	case minutes >= 30:
		return fmt.Sprintf("%s, about %d minutes", words, minutes)
	}
	return words
}

// ProposedBecause is why the org chart proposes a rater in a relationship.
func ProposedBecause(as Relationship) string {
	return map[Relationship]string{Self: "the own view", Manager: "the manager", Peer: "has the same manager", DirectReport: "reports to the leader"}[as]
}
