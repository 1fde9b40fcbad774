package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

//go:embed demo/*.csv
var demoFiles embed.FS

// visitor goes through the service's real doors: the API as HR, and the pages
// that mailed links open as raters.
type visitor struct {
	base    string
	key     string // API key
	client  *http.Client
	mailbox *mailer.Mailbox
}

// call sends a request to the API and reads its answer into result, if not nil.
func (v visitor) call(ctx context.Context, method, path string, body, result any) error {
	contentType, reader := "application/json", io.Reader(nil)
	switch b := body.(type) {
	case nil:
	case []byte:
		contentType, reader = "text/csv", bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return err
		}
		reader = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, v.base+"/api/v1"+path, reader)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+v.key)
	request.Header.Set("Content-Type", contentType)
	return v.send(request, func(answer []byte) error {
		if result == nil {
			return nil
		}
		return json.Unmarshal(answer, result)
	})
}

func (v visitor) send(request *http.Request, read func([]byte) error) error {
	answer, err := v.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 400 {
		return fmt.Errorf("%s %s: %s: %.300s", request.Method, request.URL.Path, answer.Status, body)
	}
	return read(body)
}

// friday is the first Friday from a day on, at midnight.
func friday(day time.Time) time.Time {
	ahead := (int(time.Friday) - int(day.Weekday()) + 7) % 7
	return day.Truncate(24*time.Hour).AddDate(0, 0, ahead)
}

// newCycle creates a draft that closes on a Friday in so many days.
func (v visitor) newCycle(ctx context.Context, name string, days int) (id string, err error) {
	var made struct{ ID string }
	err = v.call(ctx, http.MethodPost, "/cycles", map[string]any{
		"name": name, "closes_at": friday(time.Now().UTC().AddDate(0, 0, days)).Add(18 * time.Hour),
		"contact": map[string]string{"name": demoHRName, "email": demoHREmail},
	}, &made)
	return made.ID, err
}

// linkIn finds the survey link in the text of a mail.
var linkIn = regexp.MustCompile(`(?m)^\s*(https?://\S+/s/[A-Za-z0-9_-]+)\s*$`)

// links returns the survey link of every mail that arrived after the first n.
func (v visitor) links(after int) []string {
	var links []string
	for _, m := range v.mailbox.Messages() { // newest first
		if m.ID <= after {
			continue
		}
		if found := linkIn.FindStringSubmatch(m.Text); found != nil {
			links = append(links, found[1])
		}
	}
	return links
}

// opened is what a rater's link shows, as far as the demo needs it.
type opened struct {
	Leaders []struct {
		ID           string
		Name         string
		Relationship models.Relationship
		State        models.InvitationState
	}
}

// open reads what a link lists.
func (v visitor) open(ctx context.Context, link string) (list opened, err error) {
	return list, v.call(ctx, http.MethodGet, "/links/"+link[strings.LastIndex(link, "/")+1:], nil, &list)
}

// answerAll opens a link and answers about every leader it lists, as a browser
// would: it posts the survey's form.
func (v visitor) answerAll(ctx context.Context, link string) error {
	list, err := v.open(ctx, link)
	if err != nil {
		return err
	}
	for _, leader := range list.Leaders {
		if leader.State != models.Pending {
			continue
		}
		a := makeUp(link, leader.Name).answers(models.DefaultQuestionnaire(), leader.Relationship)
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, link+"/"+leader.ID, strings.NewReader(form(a).Encode()))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if err := v.send(request, func([]byte) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// form writes answers as the survey's form sends them; 0 is "not observed".
func form(a models.Answers) url.Values {
	values := url.Values{}
	for item, rating := range a.Ratings {
		given := 0
		if rating != nil {
			given = *rating
		}
		values.Set("q"+item, fmt.Sprint(given))
	}
	for question, text := range a.Comments {
		values.Set("c_"+question, text)
	}
	return values
}

// awaitState waits until a cycle has come to a state.
func (v visitor) awaitState(ctx context.Context, id string, state models.CycleState) error {
	for {
		var now struct{ State models.CycleState }
		if err := v.call(ctx, http.MethodGet, "/cycles/"+id, nil, &now); err != nil || now.State == state {
			return err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
