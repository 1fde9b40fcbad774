package handlers

import (
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// wireLink is what a rater's link opens.
type wireLink struct {
	Cycle     string      `json:"cycle"`
	ClosesAt  time.Time   `json:"closes_at" doc:"the deadline"`
	Contact   wireContact `json:"contact" doc:"whom the rater can ask"`
	Promise   string      `json:"promise" doc:"what every rater is told about anonymity; show it before the questions"`
	Anonymity []string    `json:"anonymity" doc:"how the answers are kept anonymous, point by point"`
	Leaders   []wireAsked `json:"leaders" doc:"everybody whom this link asks about"`
}

// wireAsked is a leader as a rater meets him or her.
type wireAsked struct {
	ID           string `json:"id" format:"uuid"`
	Name         string `json:"name"`
	Title        string `json:"title"`
	Department   string `json:"department"`
	Relationship string `json:"relationship" enum:"self,manager,peer,report" doc:"of the rater to the leader"`
	Named        bool   `json:"named" doc:"these answers are shown by name; the rater must be told before"`
	State        string `json:"state" enum:"pending,answered,declined"`
}

func askedJSON(a models.Asked) wireAsked {
	return wireAsked{a.LeaderID.String(), a.Name, a.Title, a.Department, string(a.Relationship), a.Relationship.Named(), string(a.State)}
}

// linkJSON writes days as they are read in zone.
func linkJSON(v store.LinkView, zone *time.Location) wireLink {
	w := wireLink{Cycle: v.Cycle.Name, ClosesAt: v.Cycle.ClosesAt.UTC(), Contact: wireContact(v.Cycle.Contact),
		Promise:   v.Cycle.Policy.Promise(models.Manager.Group(), *v.Cycle.ClosesAt, zone),
		Anonymity: []string{}, Leaders: []wireAsked{}}
	for _, point := range v.Cycle.HowAnonymous() {
		w.Anonymity = append(w.Anonymity, point.String())
	}
	for _, asked := range v.Asked {
		w.Leaders = append(w.Leaders, askedJSON(asked))
	}
	return w
}

// wireSurvey is the questionnaire about one leader, worded for this rater.
type wireSurvey struct {
	Leader      wireAsked       `json:"leader"`
	Stem        string          `json:"stem" doc:"the sentence that every item completes"`
	Scale       []wireStep      `json:"scale"`
	NotObserved wireNotObserved `json:"not_observed" doc:"the answer beside the scale, sent as null"`
	Parts       []wirePart      `json:"parts" doc:"in the order of this link, which is random and stays"`
	Questions   []wireQuestion  `json:"questions" doc:"open questions; answering them is left to the rater"`
}

type wireStep struct {
	Value int    `json:"value"`
	Label string `json:"label"`
}

type wireNotObserved struct {
	Label string `json:"label"`
	Hint  string `json:"hint"`
}

type wirePart struct {
	Items []wireQuestion `json:"items"`
}

type wireQuestion struct {
	ID   string `json:"id" example:"1a"`
	Text string `json:"text"`
}

func surveyJSON(v store.LinkView, about models.Asked) wireSurvey {
	q, self, name := v.Cycle.Questionnaire, about.Relationship == models.Self, about.FirstName()
	w := wireSurvey{Leader: askedJSON(about), Stem: q.Stem.For(self, name), Scale: []wireStep{},
		NotObserved: wireNotObserved(q.NotObserved), Parts: []wirePart{}, Questions: []wireQuestion{}}
	for _, point := range q.Scale {
		w.Scale = append(w.Scale, wireStep(point))
	}
	for _, competency := range q.Parts(v.LinkID) {
		part := wirePart{Items: []wireQuestion{}}
		for _, item := range competency.Items {
			part.Items = append(part.Items, wireQuestion{item.ID, item.For(self, name)})
		}
		w.Parts = append(w.Parts, part)
	}
	for _, question := range q.Questions {
		w.Questions = append(w.Questions, wireQuestion{question.ID, question.For(self, name)})
	}
	return w
}

// wireAnswers is what a rater sends about one leader.
type wireAnswers struct {
	Ratings  map[string]*int   `json:"ratings" doc:"item id → 1 to 5, or null: not observed. Every item of the questionnaire needs one"`
	Comments map[string]string `json:"comments,omitempty" doc:"question id → a comment of up to 1000 characters"`
}
