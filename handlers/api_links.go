package handlers

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// TokenPath is the token of a rater’s link in a path.
type TokenPath struct {
	Token string `path:"token" doc:"the last part of the mailed link" example:"AAAAAAAAAAAAAAAAAAAAAAAAAAA"`
}

// AboutPath is a link and one of its leaders in a path.
type AboutPath struct {
	TokenPath
	IDPath
}

// keys is what opens the survey about one leader. An id that is none is nobody's.
func (in AboutPath) keys() (models.Token, uuid.UUID, error) {
	leader, _ := uuid.Parse(in.ID)
	token, err := models.ParseToken(in.Token)
	return token, leader, err
}

type linkAnswer struct {
	Body wireLink
}

type surveyAnswer struct {
	Body wireSurvey
}

type answersInput struct {
	AboutPath
	Body wireAnswers
}

func (l links) openLink(ctx context.Context, in *TokenPath) (*linkAnswer, error) {
	link, err := l.link(ctx, in.Token)
	if err != nil {
		return nil, l.shutTo(ctx, err)
	}
	return &linkAnswer{linkJSON(link, l.Location)}, nil
}

func (l links) link(ctx context.Context, text string) (store.LinkView, error) {
	token, err := models.ParseToken(text)
	if err != nil {
		return store.LinkView{}, err
	}
	return l.DB.Surveys().Link(ctx, token)
}

func (l links) openSurvey(ctx context.Context, in *AboutPath) (*surveyAnswer, error) {
	link, err := l.link(ctx, in.Token)
	if err != nil {
		return nil, l.shutTo(ctx, err)
	}
	_, leader, _ := in.keys()
	about, err := link.About(leader)
	if err != nil {
		return nil, l.shutTo(ctx, err)
	}
	return &surveyAnswer{surveyJSON(link, about)}, nil
}

// sendAnswers says nothing back but that it worked: no time and no number by
// which a ballot could be found again.
func (l links) sendAnswers(ctx context.Context, in *answersInput) (*struct{}, error) {
	token, leader, err := in.keys()
	if err == nil {
		err = l.DB.Surveys().Submit(ctx, token, leader, models.Answers(in.Body))
	}
	return nil, l.shutTo(ctx, err)
}

func (l links) decline(ctx context.Context, in *AboutPath) (*struct{}, error) {
	token, leader, err := in.keys()
	if err == nil {
		err = l.DB.Surveys().Decline(ctx, token, leader)
	}
	return nil, l.shutTo(ctx, err)
}

// shutTo answers every link that opens nothing in the same way, whatever the
// reason, and counts them for each client. Other errors stay as they are.
func (l links) shutTo(ctx context.Context, err error) error {
	if models.KindOf(err) != models.NotFound {
		return err
	}
	if c := callerOf(ctx).gin; c != nil && l.misses.over(c) {
		return tooOften()
	}
	return plainProblem(http.StatusGone, nil)
}
