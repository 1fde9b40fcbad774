package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

const (
	askTime  = 200 * time.Millisecond // after which every request for a link is answered
	askLimit = 30 * time.Second       // for the work behind it
)

// tooOften is the answer past a limit.
func tooOften() error {
	return models.Errorf(models.TooMany, "That was very often in a short time. Please wait a minute and try once more.")
}

// signInForm asks for an address.
func (s *site) signInForm(c *gin.Context) (reply, error) {
	return show(frontend.SignInPage{Base: s.base(c)})
}

// askSignIn mails a sign-in link. The answer and its time are the same for
// every address.
func (s *site) askSignIn(c *gin.Context) (reply, error) {
	if s.signIns.over(c) {
		return reply{}, tooOften()
	}
	if err := parseForm(c); err != nil {
		return reply{}, err
	}
	email := c.Request.PostForm.Get("email")
	if _, err := models.ParseEmail(email); err != nil {
		base := s.base(c)
		base.Errors = []frontend.FormError{{Field: "email", Text: err.Error()}}
		return showAgain(frontend.SignInPage{Base: base, Email: email})
	}
	if err := s.ask(c.Request.Context(), email, s.DB.SignIns().Ask); err != nil {
		return reply{}, err
	}
	return goTo(frontend.SignInSentURL)
}

// ask queues the mail in the background and returns after a fixed time, because
// a known address takes longer than an unknown one. It returns an error only if
// it happened by then.
func (s *site) ask(ctx context.Context, email string, queue func(ctx context.Context, email string) error) error {
	answerAt := time.After(askTime)
	failed := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askLimit)
		defer cancel()
		err := queue(ctx, email)
		if err != nil {
			s.Log.Error("queue a mail with a link", "err", err)
		}
		failed <- err
		s.wake()
	}()
	<-answerAt
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// wake tells the senders that something was queued.
func (s *site) wake() {
	if s.Wake != nil {
		s.Wake()
	}
}

// signInSent says where to look for the link.
func (s *site) signInSent(c *gin.Context) (reply, error) {
	return show(frontend.SignInSentPage{Base: s.base(c)})
}

// signInConfirm shows one button, because mail scanners follow links. It does
// not say whether the link works.
func (s *site) signInConfirm(c *gin.Context) (reply, error) {
	token, err := models.ParseToken(c.Param("token"))
	if err != nil {
		return s.deadSignIn(c)
	}
	return show(frontend.SignInConfirmPage{Base: s.base(c), Token: token})
}

// signIn uses the link up and starts a session under a new cookie.
func (s *site) signIn(c *gin.Context) (reply, error) {
	token, err := models.ParseToken(c.Param("token"))
	if err != nil {
		return s.deadSignIn(c)
	}
	person, err := s.DB.SignIns().SignIn(c.Request.Context(), token)
	if models.KindOf(err) == models.NotFound {
		return s.deadSignIn(c)
	}
	if err != nil {
		return reply{}, err
	}
	answer, err := s.begin(c, person.ID)
	if to := s.wanted(c); err == nil && to != "" {
		answer.to = to
	}
	return answer, err
}

// begin makes the session that of a person, under a new cookie, so that a
// cookie known from before opens nothing.
func (s *site) begin(c *gin.Context, person uuid.UUID) (reply, error) {
	ctx := c.Request.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return reply{}, err
	}
	s.sessions.Put(ctx, sessionPerson, person.String())
	i, err := s.identify(c)
	if err != nil {
		return reply{}, err
	}
	return goTo(firstPage(i))
}

// deadSignIn is the one answer to links that do not sign in. Only these count
// against the limit, so that a whole office can sign in at once.
func (s *site) deadSignIn(c *gin.Context) (reply, error) {
	if s.signIns.over(c) {
		return reply{}, tooOften()
	}
	return reply{status: http.StatusGone, page: frontend.ErrorPage{Base: s.base(c), Status: http.StatusGone,
		Heading: "This sign-in link does not work any more", Text: "It works once, for 30 minutes. You can have a new one in a minute.",
		BackTo: frontend.SignInURL, BackLabel: "Ask for a new link"}}, nil
}

// signOut ends the session.
func (s *site) signOut(c *gin.Context) (reply, error) {
	if err := s.sessions.Destroy(c.Request.Context()); err != nil {
		return reply{}, err
	}
	return goTo(frontend.HomeURL)
}
