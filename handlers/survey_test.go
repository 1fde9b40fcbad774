package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

const (
	mayaAt = "maya@northwind.example"
	omarAt = "omar@northwind.example"
	annAt  = "ann@northwind.example"
	benAt  = "ben@northwind.example"
)

// filled is the form of a survey with the same answer everywhere.
func filled(rating string) url.Values {
	form := url.Values{}
	for _, competency := range questionnaire().Competencies {
		for _, item := range competency.Items {
			form.Set(frontend.RatingField(item.ID), rating)
		}
	}
	return form
}

// state is what the service remembers of a rater and a leader.
func (w *world) state(token models.Token, leader uuid.UUID) models.InvitationState {
	w.t.Helper()
	view, err := w.Surveys().Link(w.ctx, token)
	w.must(err)
	asked, err := view.About(leader)
	w.must(err)
	return asked.State
}

func TestSurveyFromLinkToThanks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		token, maya, omar := r.tokens[annAt], r.leaders[mayaAt], r.leaders[omarAt]
		b := w.browser()

		list := b.get(frontend.LinkURL(token)).is(http.StatusOK)
		list.has(`a[href="`+frontend.SurveyURL(token, maya)+`"]`, `a[href="`+frontend.SurveyURL(token, omar)+`"]`, `a[href="`+frontend.ChooseDeclineURL(token)+`"]`)
		closes := w.Clock.Now().Add(14 * 24 * time.Hour)
		list.says("#main", models.DefaultPolicy().Promise("Manager", closes, time.UTC))
		list.says("header", "Northwind")

		survey := b.get(frontend.SurveyURL(token, maya)).is(http.StatusOK)
		survey.has(`form[method=post] input[name=q1a][value="5"]`, `input[name=q7d][value="0"]`, `textarea[name=c_keep]`)
		if n := len(survey.find("input[type=radio]")); n != 28*6 {
			t.Errorf("%d choices, expected 28 lines with 6", n)
		}
		survey.hasNot("input[checked]")
		survey.hasNot("main script")

		form := filled("4")
		form.Set("q1a", "0")
		form.Set("c_keep", "You listen.")
		form.Set("unrelated", "added by an extension")
		b.post(frontend.SurveyURL(token, maya), form).leadsTo(frontend.ThanksURL(token, maya))
		thanks := b.get(frontend.ThanksURL(token, maya)).is(http.StatusOK)
		thanks.says("#main", "Your feedback for Maya Lindt was sent.").has(`a[href="` + frontend.SurveyURL(token, omar) + `"]`)
		if key := thanks.attr("main", "data-sent"); len(key) != 16 || strings.Contains(string(token), key) {
			t.Errorf("the draft's key is %q", key)
		}
		if key := list.attr("[data-draft-line]", "data-draft-line"); key != thanks.attr("main", "data-sent") {
			t.Errorf("the list calls the draft %q", key)
		}
		if w.state(token, maya) != models.Answered || w.state(token, omar) != models.Pending {
			t.Error("the invitations are not as they should be")
		}
		b.get(frontend.SurveyURL(token, maya)).leadsTo(frontend.ThanksURL(token, maya))
		b.get(frontend.ThanksURL(token, omar)).leadsTo(frontend.SurveyURL(token, omar))

		again := frontend.ThanksURL(token, maya) + "?again=1"
		b.post(frontend.SurveyURL(token, maya), filled("1")).leadsTo(again)
		b.post(frontend.DeclineURL(token, maya), nil).leadsTo(again)
		b.get(again).is(http.StatusOK).says("#main", "Sending it again changed nothing")
	})
}

// A faulty form comes back as it was typed, and nothing of it is stored.
func TestFaultySurveyComesBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		token, maya := r.tokens[annAt], r.leaders[mayaAt]
		b := w.browser()
		hostile := `</textarea><script>alert("x")</script>` + strings.Repeat("é", 990)
		for name, tc := range map[string]struct {
			change func(url.Values)
			says   string
		}{
			"missing":        {func(f url.Values) { f.Del("q3b") }, "One answer is still missing"},
			"empty":          {func(f url.Values) { f.Set("q3b", "") }, "One answer is still missing"},
			"outside":        {func(f url.Values) { f.Set("q3b", "6") }, "One thing needs a change"},
			"negative":       {func(f url.Values) { f.Set("q3b", "-1") }, "One thing needs a change"},
			"no number":      {func(f url.Values) { f.Set("q3b", "five") }, "One thing needs a change"},
			"padded":         {func(f url.Values) { f.Set("q3b", "05") }, "One thing needs a change"},
			"unknown item":   {func(f url.Values) { f.Set("q9z", "5") }, "This questionnaire has no such question."},
			"unknown":        {func(f url.Values) { f.Set("c_other", "x") }, "This questionnaire has no such question."},
			"long, hostile":  {func(f url.Values) { f.Set("c_keep", hostile) }, "Please shorten it to 1000."},
			"no text at all": {func(f url.Values) { f.Set("c_keep", "\xff\xfe") }, "characters that cannot be read"},
		} {
			form := filled("4")
			form.Set("q1a", "2")
			form.Set("q1b", "0")
			form.Set("c_start", `"Quotes" & <b>bold</b>`)
			tc.change(form)
			page := b.post(frontend.SurveyURL(token, maya), form).is(http.StatusUnprocessableEntity)
			page.says("#main", tc.says)
			page.has(`input[name=q1a][value="2"][checked]`, `input[name=q1b][value="0"][checked]`, `input[name=q7d][value="4"][checked]`)
			if got := page.text("textarea[name=c_start]"); got != form.Get("c_start") {
				t.Errorf("%s: the comment came back as %q", name, got)
			}
			if got := page.text("textarea[name=c_keep]"); name == "long, hostile" && got != hostile {
				t.Errorf("the hostile comment came back as %q", got)
			}
			page.hasNot("main script").hasNot("textarea b")
			if w.state(token, maya) != models.Pending {
				t.Fatalf("%s: something was stored", name)
			}
		}
		b.post(frontend.SurveyURL(token, maya), nil).is(http.StatusUnprocessableEntity).says("#main", "answers are still missing")
		b.post(frontend.SurveyURL(token, maya), filled("5")).leadsTo(frontend.ThanksURL(token, maya))
	})
}

// Three comments of the allowed length can still be too much for a box when
// nothing in them repeats.
func TestCommentsThatDoNotFitAreAFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	form := filled("4")
	seed := uint32(1)
	for _, question := range questionnaire().Questions {
		var text strings.Builder
		for range models.MaxComment {
			seed = seed*1664525 + 1013904223
			text.WriteRune(rune(0x10000 + seed>>8%0x100000))
		}
		form.Set(frontend.CommentField(question.ID), text.String())
	}
	page := w.browser().post(frontend.SurveyURL(r.tokens[annAt], r.leaders[mayaAt]), form).is(http.StatusUnprocessableEntity)
	page.says("#main", "Your comments are too long to send.")
	if page.text("textarea[name=c_keep]") != form.Get("c_keep") {
		t.Error("the comment is gone")
	}
}

func TestDecline(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		token, maya, omar := r.tokens[annAt], r.leaders[mayaAt], r.leaders[omarAt]
		b := w.browser()
		b.get(frontend.ChooseDeclineURL(token)).is(http.StatusOK).has(`a[href="`+frontend.DeclineURL(token, maya)+`"]`, `a[href="`+frontend.DeclineURL(token, omar)+`"]`)
		b.get(frontend.DeclineURL(token, maya)).is(http.StatusOK).has(`form[method=post][action="` + frontend.DeclineURL(token, maya) + `"] button`)
		if w.state(token, maya) != models.Pending {
			t.Fatal("looking at the form declined")
		}
		b.post(frontend.DeclineURL(token, maya), nil).leadsTo(frontend.ThanksURL(token, maya))
		if w.state(token, maya) != models.Declined {
			t.Fatal("nothing was declined")
		}
		b.get(frontend.ThanksURL(token, maya)).is(http.StatusOK).says("#main", "You said that you cannot judge Maya Lindt.")
		b.get(frontend.DeclineURL(token, maya)).leadsTo(frontend.ThanksURL(token, maya))
		b.get(frontend.ChooseDeclineURL(token)).is(http.StatusOK).hasNot(`a[href="` + frontend.DeclineURL(token, maya) + `"]`)
		b.post(frontend.SurveyURL(token, maya), filled("5")).leadsTo(frontend.ThanksURL(token, maya) + "?again=1")
		if w.state(token, maya) != models.Declined {
			t.Error("an answer followed a decline")
		}
	})
}

func TestLeaderAnswersAboutHimselfOrHerself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	token, maya := r.tokens[mayaAt], r.leaders[mayaAt]
	b := w.browser()
	b.get(frontend.LinkURL(token)).is(http.StatusOK).says("h1", "Your own view")
	b.get(frontend.SurveyURL(token, maya)).is(http.StatusOK).says("#main", "let others finish before responding")
	b.post(frontend.SurveyURL(token, maya), filled("3")).leadsTo(frontend.ThanksURL(token, maya))
	b.get(frontend.ThanksURL(token, maya)).says("#main", "Your own view was sent.")
}
