package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
)

// unsent gives a rater's form back while the database is away. Whether the
// answers were kept nobody knows; sending them again is safe, because only the
// first ones count and the rater is told so. Nothing is logged: see access.
func (s *site) unsent(c *gin.Context) (reply, error) {
	form := c.Request.PostForm
	c.Header("Retry-After", retryAfter)
	page := frontend.UnsentPage{Base: s.base(c), Action: c.Request.URL.Path, Fields: formLines(form), Typed: typedWords(form)}
	return reply{status: http.StatusServiceUnavailable, page: page}, nil
}

// formLines are the fields of a survey as they were sent, in the order of their
// names. What a browser's extension may have added is left out.
func formLines(form url.Values) []frontend.FormLine {
	var lines []frontend.FormLine
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if strings.HasPrefix(name, frontend.RatingField("")) || strings.HasPrefix(name, frontend.CommentField("")) {
			lines = append(lines, frontend.FormLine{Name: name, Value: form.Get(name)})
		}
	}
	return lines
}
