package handlers

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// step carries out a verb on the cycle of the path and answers with the cycle.
func (p programs) step(ctx context.Context, in *IDPath, do func(context.Context, string, uuid.UUID) error) (*oneCycle, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	if err := do(ctx, actor(ctx), id); err != nil {
		return nil, err
	}
	return p.after(ctx, id)
}

func (p programs) launchCycle(ctx context.Context, in *IDPath) (*oneCycle, error) {
	return p.step(ctx, in, func(ctx context.Context, by string, id uuid.UUID) error {
		_, err := p.DB.Cycles().Launch(ctx, by, id)
		return err
	})
}

func (p programs) remindRaters(ctx context.Context, in *IDPath) (*oneCycle, error) {
	return p.step(ctx, in, p.DB.Cycles().Remind)
}

func (p programs) closeCycle(ctx context.Context, in *IDPath) (*oneCycle, error) {
	return p.step(ctx, in, p.DB.Cycles().BeginClose)
}

func (p programs) releaseCycle(ctx context.Context, in *IDPath) (*oneCycle, error) {
	return p.step(ctx, in, p.DB.Cycles().Release)
}

type chooseInput struct {
	IDPath
	Body wireChoice
}

// wireChoice is whom a program makes leaders.
type wireChoice struct {
	Emails []string `json:"emails" minItems:"1" maxItems:"1000" doc:"addresses of people of the directory"`
}

type chosen struct {
	Body wireChosen
}

// wireChosen is how many leaders were new.
type wireChosen struct {
	Added int `json:"added" doc:"leaders who were not leaders of the draft before"`
}

func (p programs) addLeaders(ctx context.Context, in *chooseInput) (*chosen, error) {
	cycle, err := p.cycle(ctx, in.IDPath)
	if err != nil {
		return nil, err
	}
	people, err := p.peopleAt(ctx, in.Body.Emails)
	if err != nil {
		return nil, err
	}
	added, err := p.DB.Cycles().AddLeaders(ctx, actor(ctx), cycle.ID, people)
	return &chosen{wireChosen{added}}, err
}

// peopleAt finds the people of all addresses, or names every address that
// leads to nobody.
func (p programs) peopleAt(ctx context.Context, emails []string) ([]uuid.UUID, error) {
	var people []uuid.UUID
	var faults []models.Fault
	for i, text := range emails {
		email, err := models.ParseEmail(text)
		var person models.Person
		if err == nil {
			person, err = p.DB.People().ByEmail(ctx, email)
		}
		switch kind := models.KindOf(err); {
		case err == nil:
			people = append(people, person.ID)
		case kind == models.NotFound, kind == models.Invalid:
			faults = append(faults, models.Fault{Column: fmt.Sprintf("emails[%d]", i), Found: shortened(text), Problem: err.Error()})
		default:
			return nil, err
		}
	}
	if len(faults) > 0 {
		return nil, &models.Error{Kind: models.Invalid, Text: "Some addresses lead to nobody. Nothing was changed.", Faults: faults}
	}
	return people, nil
}

// shortened is text as a fault repeats it.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return text
}

type remarkList struct {
	Body wireRemarks
}

// wireRemarks is a page of leaders with the comments about them.
type wireRemarks struct {
	Total   int                 `json:"total" doc:"leaders in all"`
	Leaders []wireLeaderRemarks `json:"leaders" doc:"by name"`
}

type wireLeaderRemarks struct {
	ID      string       `json:"id" format:"uuid"`
	Name    string       `json:"name"`
	Remarks []wireRemark `json:"remarks" doc:"in the random order in which the leader will read them"`
}

type wireRemark struct {
	ID       string `json:"id" format:"uuid"`
	Question string `json:"question" doc:"id of the open question" example:"keep"`
	Source   string `json:"source" doc:"colleagues, or the manager whose comment it is" example:"colleagues"`
	Text     string `json:"text"`
	Withheld bool   `json:"withheld"`
}

func (p programs) listRemarks(ctx context.Context, in *leadersInput) (*remarkList, error) {
	cycle, err := p.cycle(ctx, in.IDPath)
	if err != nil {
		return nil, err
	}
	if _, err := cycle.State.After(models.Moderate); err != nil {
		return nil, err
	}
	leaders, total, err := p.DB.Cycles().Moderation(ctx, cycle.ID, in.page())
	out := &remarkList{wireRemarks{total, []wireLeaderRemarks{}}}
	for _, l := range leaders {
		out.Body.Leaders = append(out.Body.Leaders, remarksJSON(l.Leader, l.Remarks))
	}
	return out, err
}

func remarksJSON(l models.Leader, remarks []store.ModerationRemark) wireLeaderRemarks {
	w := wireLeaderRemarks{l.ID.String(), l.Person.Name, []wireRemark{}}
	for _, r := range remarks {
		w.Remarks = append(w.Remarks, wireRemark{r.ID.String(), r.Question, r.Source, r.Body, r.Withheld})
	}
	return w
}

type withholdInput struct {
	IDPath
	Body wireWithheld
}

// wireWithheld is whether a comment is held back.
type wireWithheld struct {
	Withheld bool `json:"withheld"`
}

type withheldAnswer struct {
	Body wireWithheld
}

func (p programs) withholdRemark(ctx context.Context, in *withholdInput) (*withheldAnswer, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	err = p.DB.Cycles().Withhold(ctx, actor(ctx), id, in.Body.Withheld)
	return &withheldAnswer{in.Body}, err
}
