package handlers

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// What takes longer than a page can wait is a work: a POST begins it and waits
// for a moment, in which most are done; a longer one has a page of its own.

// The patience of a POST with a work, and how often it looks.
const (
	workPatience = time.Second
	workGlance   = 20 * time.Millisecond
)

// await waits for a work that was begun, but not for long.
func (s *site) await(ctx context.Context, work store.Work) (store.Work, error) {
	if s.Work != nil {
		s.Work()
	}
	enough := time.NewTimer(workPatience)
	defer enough.Stop()
	glance := time.NewTicker(workGlance)
	defer glance.Stop()
	for {
		now, err := s.DB.Works().Get(ctx, work.ID)
		if err != nil || now.Over() {
			return now, err
		}
		select {
		case <-enough.C:
			return now, nil
		case <-ctx.Done():
			return now, ctx.Err()
		case <-glance.C:
		}
	}
}

// work shows how far a work is, or what became of it.
func (s *site) work(c *gin.Context) (reply, error) {
	var cycle *models.Cycle
	if c.Param("id") != "" {
		found, err := s.pathCycle(c)
		if err != nil {
			return reply{}, err
		}
		cycle = &found
	}
	id, err := idParam(c, "work")
	if err != nil {
		return reply{}, err
	}
	work, err := s.DB.Works().Get(c.Request.Context(), id)
	if err == nil && !sameCycle(work.CycleID, cycle) {
		err = models.Errorf(models.NotFound, "There is no such thing going on here.")
	}
	if err != nil {
		return reply{}, err
	}
	var head frontend.CycleHead
	if cycle != nil {
		head = s.head(*cycle)
	}
	return show(s.workPage(c, head, work))
}

func (s *site) workPage(c *gin.Context, head frontend.CycleHead, work store.Work) frontend.WorkPage {
	page := frontend.WorkPage{Base: s.base(c), Cycle: head, Work: work.Work, Invited: work.Result.Invited}
	if work.State == models.WorkDone {
		page.Saved = importNotice(work.Result.ImportSummary)
	}
	return page
}

// workLine is what the page of a cycle, or with a zero head that of the
// directory, tells of the newest work there.
func (s *site) workLine(ctx context.Context, head frontend.CycleHead) (*frontend.WorkLine, error) {
	place := &head.ID
	if !head.Known() {
		place = nil
	}
	work, err := s.DB.Works().Latest(ctx, place)
	if err != nil || work == nil {
		return nil, err
	}
	return frontend.TellWork(head, work.Work), nil
}
