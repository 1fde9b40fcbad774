package handlers

import (
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
)

// home leads everybody to where they work. In the demo it shows the ways in.
func (s *site) home(c *gin.Context) (reply, error) {
	if s.Demo != nil {
		return show(frontend.DemoPage{Base: s.base(c), Doors: s.Demo.Doors()})
	}
	person, err := s.identify(c)
	if err != nil {
		return reply{}, err
	}
	return goTo(firstPage(person))
}

// firstPage is where somebody begins.
func firstPage(i *identity) string {
	switch {
	case i == nil:
		return frontend.SignInURL
	case i.hr:
		return frontend.CyclesURL
	}
	return frontend.ReportsURL
}
