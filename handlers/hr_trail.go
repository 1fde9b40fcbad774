package handlers

import (
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
)

// trail is the way into a list whose pages begin after a line: these lines, from
// the second page to the one at hand. The address carries it, so that Back leads
// to the page before, whatever was added at the start meanwhile.
type trail []uuid.UUID

// longestTrail bounds the length of an address. Further in, Back leads so many
// pages back and then to the start.
const longestTrail = 40

func trailOf(c *gin.Context) trail {
	var way trail
	for line := range strings.SplitSeq(c.Query("after"), ".") {
		if id, err := uuid.Parse(line); err == nil {
			way = append(way, id)
		}
	}
	return way.bounded()
}

func (t trail) bounded() trail { return t[max(0, len(t)-longestTrail):] }

// here is the line after which the page begins, nil for the first page.
func (t trail) here() *uuid.UUID {
	if len(t) == 0 {
		return nil
	}
	return &t[len(t)-1]
}

// pager leads to the page before and, if there is one, to the page after the
// line last. address ends where a parameter may follow, with "?" or "&".
func (t trail) pager(address string, last *uuid.UUID) (p frontend.Pager) {
	if len(t) > 0 {
		p.NewerURL = t[:len(t)-1].url(address)
	}
	if last != nil {
		p.OlderURL = append(t[:len(t):len(t)], *last).bounded().url(address)
	}
	return p
}

func (t trail) url(address string) string {
	if len(t) == 0 {
		return strings.TrimRight(address, "?&")
	}
	lines := make([]string, len(t))
	for i, line := range t {
		lines[i] = line.String()
	}
	return address + "after=" + strings.Join(lines, ".")
}
