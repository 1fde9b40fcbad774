package handlers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

type changeInput struct {
	IDPath
	Body wireChange
}

// wireChange is what a program changes of a cycle; what is missing stays.
type wireChange struct {
	Name     *string          `json:"name,omitempty"`
	OpensAt  maybe[time.Time] `json:"opens_at" required:"false" doc:"launch by the clock at this time; null: by hand"`
	ClosesAt maybe[time.Time] `json:"closes_at" required:"false" doc:"the deadline. Of an open cycle it can be moved later, and nothing but it and the reminders can be changed"`
	Policy   *policyChange    `json:"policy,omitempty"`
	Contact  *wireContact     `json:"contact,omitempty"`

	Reminders []int `json:"reminder_days,omitempty" doc:"how many days before the deadline to remind whoever has not answered: at most three different numbers from 1 to 60, none for no reminders"`

	LetterIntro     *string `json:"letter_intro,omitempty" doc:"of a draft: paragraphs of the invitation instead of its own first sentences, up to 600 characters; empty: those"`
	LetterSignature *string `json:"letter_signature,omitempty" doc:"of a draft: lines below every letter to raters, up to 200 characters"`
}

// letter is what the change makes of the words of a cycle's letters; nil leaves them.
func (w wireChange) letter(words models.LetterWords) *models.LetterWords {
	if w.LetterIntro == nil && w.LetterSignature == nil {
		return nil
	}
	if w.LetterIntro != nil {
		words.Intro = *w.LetterIntro
	}
	if w.LetterSignature != nil {
		words.Signature = *w.LetterSignature
	}
	return &words
}

// whileOpen reports whether the change is about what can be changed after
// launch, the deadline and the reminders, and about nothing else.
func (w wireChange) whileOpen() bool {
	other := w.Name != nil || w.OpensAt.sent || w.Policy != nil || w.Contact != nil || w.letter(models.LetterWords{}) != nil
	return !other && (w.ClosesAt.value != nil || !w.ClosesAt.sent && w.Reminders != nil)
}

func (w wireChange) apply(c models.Cycle) store.CycleDraft {
	d := store.CycleDraft{Name: c.Name, Policy: c.Policy, OpensAt: c.OpensAt, ClosesAt: c.ClosesAt, Contact: c.Contact, Reminders: w.Reminders}
	if w.Name != nil {
		d.Name = *w.Name
	}
	if w.OpensAt.sent {
		d.OpensAt = exact(w.OpensAt.value)
	}
	if w.ClosesAt.sent {
		d.ClosesAt = exact(w.ClosesAt.value)
	}
	if w.Contact != nil {
		d.Contact = models.Contact(*w.Contact)
	}
	w.Policy.apply(&d.Policy)
	d.Letter = w.letter(c.Letter)
	return d
}

type oneCycle struct {
	Body WireCycle
}

func (p programs) changeCycle(ctx context.Context, in *changeInput) (*oneCycle, error) {
	cycle, err := p.cycle(ctx, in.IDPath)
	if err != nil {
		return nil, err
	}
	if cycle.State != models.Draft && in.Body.whileOpen() {
		err = p.changeOpen(ctx, cycle.ID, in.Body)
	} else {
		err = p.DB.Cycles().Update(ctx, actor(ctx), cycle.ID, in.Body.apply(cycle))
	}
	if err != nil {
		return nil, err
	}
	return p.after(ctx, cycle.ID)
}

// changeOpen moves the deadline and plans the reminders. A plan that cannot be is
// refused before the deadline moves.
func (p programs) changeOpen(ctx context.Context, id uuid.UUID, w wireChange) error {
	if err := models.Reminders(w.Reminders).Check(); err != nil {
		return err
	}
	if w.ClosesAt.value != nil {
		if err := p.DB.Cycles().Extend(ctx, actor(ctx), id, *w.ClosesAt.value); err != nil {
			return err
		}
	}
	if w.Reminders == nil {
		return nil
	}
	return p.DB.Cycles().PlanReminders(ctx, actor(ctx), id, w.Reminders)
}
