package handlers

import (
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// againForm asks a rater for the address to which the link went.
func (s *site) againForm(c *gin.Context) (reply, error) {
	return show(frontend.AgainPage{Base: s.base(c)})
}

// askAgain mails a rater's link once more. The answer and its time are the same
// for every address, nobody is told, and nothing is logged or recorded.
func (s *site) askAgain(c *gin.Context) (reply, error) {
	if s.lost.over(c) {
		return reply{}, tooOften()
	}
	if err := parseForm(c); err != nil {
		return reply{}, err
	}
	email := c.Request.PostForm.Get("email")
	if _, err := models.ParseEmail(email); err != nil {
		base := s.base(c)
		base.Errors = []frontend.FormError{{Field: "email", Text: err.Error()}}
		return showAgain(frontend.AgainPage{Base: base, Email: email})
	}
	if err := s.ask(c.Request.Context(), email, s.DB.Surveys().SendAgain); err != nil {
		return reply{}, err
	}
	return goTo(frontend.AgainSentURL)
}

// againSent says where to look for the link.
func (s *site) againSent(c *gin.Context) (reply, error) {
	return show(frontend.AgainSentPage{Base: s.base(c)})
}
