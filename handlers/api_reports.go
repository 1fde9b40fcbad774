package handlers

import (
	"context"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

type reportAnswer struct {
	Body wireReport
}

func (p programs) getReport(ctx context.Context, in *IDPath) (*reportAnswer, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	view, err := p.DB.Reports().Read(ctx, id, store.Reader{HR: true})
	if err != nil {
		return nil, err
	}
	return &reportAnswer{reportJSON(view)}, nil
}

// sendReportLetterAgain answers nothing: whether the letter arrives shows later,
// in the counts of the cycle.
func (p programs) sendReportLetterAgain(ctx context.Context, in *IDPath) (*struct{}, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	letter, err := p.DB.Cycles().ReportLetter(ctx, id)
	if err == nil {
		err = p.DB.Cycles().SendReportAgain(ctx, actor(ctx), letter)
	}
	if err == nil {
		p.wake()
	}
	return nil, err
}

type heatmapInput struct {
	Cycle string `query:"cycle" format:"uuid" doc:"a released cycle; the one released last unless told"`
}

type heatmapAnswer struct {
	Body wireHeatmap
}

func (p programs) getHeatmap(ctx context.Context, in *heatmapInput) (*heatmapAnswer, error) {
	cycle, err := p.releasedCycle(ctx, in.Cycle)
	if err != nil {
		return nil, err
	}
	heatmap, err := p.DB.Reports().Heatmap(ctx, cycle.ID)
	if err != nil {
		return nil, err
	}
	return &heatmapAnswer{heatmapJSON(cycle, heatmap)}, nil
}

// releasedCycle is the cycle that a program means.
func (p programs) releasedCycle(ctx context.Context, id string) (models.Cycle, error) {
	if id != "" {
		return p.cycle(ctx, IDPath{id})
	}
	cycles, err := p.DB.Reports().Released(ctx, 1)
	if err == nil && len(cycles) == 0 {
		err = models.Errorf(models.NotFound, "No cycle has been released yet.")
	}
	if err != nil {
		return models.Cycle{}, err
	}
	return p.DB.Cycles().Get(ctx, cycles[0].ID)
}

type auditInput struct {
	Cycle string `query:"cycle" format:"uuid" doc:"of one cycle; of all unless told"`
	OlderQuery
}

type auditAnswer struct {
	Body wireAudit
}

// wireAudit is a page of the record.
type wireAudit struct {
	Entries []wireEntry `json:"entries"`
	Next    *string     `json:"next" doc:"send it as older for the next page; null on the last one"`
}

func (p programs) listAudit(ctx context.Context, in *auditInput) (*auditAnswer, error) {
	var cycle *uuid.UUID
	if in.Cycle != "" {
		c, err := p.cycle(ctx, IDPath{in.Cycle})
		if err != nil {
			return nil, err
		}
		cycle = &c.ID
	}
	entries, err := p.DB.Audit().List(ctx, cycle, in.cursor(), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &auditAnswer{wireAudit{Entries: []wireEntry{}}}
	entries, out.Body.Next = cut(entries, in.Limit, func(e store.Entry) uuid.UUID { return e.ID })
	for _, e := range entries {
		out.Body.Entries = append(out.Body.Entries, entryJSON(e))
	}
	return out, nil
}
