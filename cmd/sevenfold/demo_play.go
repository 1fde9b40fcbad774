package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/handlers"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// play makes the demo's two cycles through the doors that people use: one goes
// all the way to released reports, one stays open with links still to answer.
func (d *demo) play(ctx context.Context, base string, out io.Writer) error {
	if _, err := d.db.Members().Add(ctx, byCommandLine, demoHREmail, demoHRName); err != nil {
		return err
	}
	key, err := d.db.APIKeys().Create(ctx, byCommandLine, "Demo")
	if err != nil {
		return err
	}
	v := visitor{base: base, key: key, client: &http.Client{Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, mailbox: d.mailbox}
	if err := v.importPeople(ctx, out); err != nil {
		return err
	}
	if err := d.releasedCycle(ctx, v, out); err != nil {
		return err
	}
	open, err := d.openCycle(ctx, v, out)
	if err != nil {
		return err
	}
	doors := d.openDoors(base, open)
	d.doors.Store(&doors)
	return nil
}

func (v visitor) importPeople(ctx context.Context, out io.Writer) error {
	step(out, "HR imports the org chart")
	chart, err := demoFiles.ReadFile("demo/orgchart.csv")
	if err != nil {
		return err
	}
	return v.call(ctx, http.MethodPut, "/people", chart, nil)
}

// releasedCycle imports a roster and lets everybody answer, or nearly so.
func (d *demo) releasedCycle(ctx context.Context, v visitor, out io.Writer) error {
	id, err := v.newCycle(ctx, season(time.Now().AddDate(0, -4, 0)), 14)
	if err != nil {
		return err
	}
	roster, err := demoFiles.ReadFile("demo/roster.csv")
	if err != nil {
		return err
	}
	if err := v.call(ctx, http.MethodPut, "/cycles/"+id+"/roster", roster, nil); err != nil {
		return err
	}
	links, err := v.launch(ctx, id, out)
	if err != nil {
		return err
	}
	step(out, fmt.Sprintf("%d people answer in their browsers", len(links)))
	for _, link := range links {
		if err := v.answerAll(ctx, link); err != nil {
			return err
		}
	}
	step(out, "HR closes the cycle and releases the reports")
	if err := v.call(ctx, http.MethodPost, "/cycles/"+id+"/close", nil, nil); err != nil {
		return err
	}
	if err := v.awaitState(ctx, id, models.Closed); err != nil {
		return err
	}
	if err := v.call(ctx, http.MethodPost, "/cycles/"+id+"/release", nil, nil); err != nil {
		return err
	}
	return d.chooseReport(ctx)
}

// chooseReport keeps whose report the demo's door opens.
func (d *demo) chooseReport(ctx context.Context) error {
	person, err := d.db.People().ByEmail(ctx, "maya.chen@northwind.example")
	if err != nil {
		return err
	}
	mine, _, err := d.db.Reports().Mine(ctx, person.ID, store.Page{Limit: 1})
	if err != nil || len(mine) == 0 {
		return fmt.Errorf("no report for the demo: %w", err)
	}
	d.leader.Store(&person.ID)
	d.report.Store(&mine[0])
	return nil
}

// openCycle chooses leaders from the org chart and lets half of the raters
// answer. It returns a link that still has something to answer.
func (d *demo) openCycle(ctx context.Context, v visitor, out io.Writer) (string, error) {
	id, err := v.newCycle(ctx, season(time.Now()), 12)
	if err != nil {
		return "", err
	}
	leaders := map[string][]string{"emails": {"dara.karimi@northwind.example", "freya.benali@northwind.example", "oleg.costa@northwind.example", "lena.costa@northwind.example"}}
	if err := v.call(ctx, http.MethodPost, "/cycles/"+id+"/leaders", leaders, nil); err != nil {
		return "", err
	}
	links, err := v.launch(ctx, id, out)
	if err != nil {
		return "", err
	}
	rand.Shuffle(len(links), func(i, j int) { links[i], links[j] = links[j], links[i] })
	half := len(links) / 2
	for _, link := range links[:half] {
		if err := v.answerAll(ctx, link); err != nil {
			return "", err
		}
	}
	return v.busiest(ctx, links[half:])
}

// busiest returns the link of a colleague who is asked about most leaders.
func (v visitor) busiest(ctx context.Context, links []string) (best string, err error) {
	most := -1
	for _, link := range links {
		list, err := v.open(ctx, link)
		if err != nil {
			return "", err
		}
		colleagues := 0
		for _, leader := range list.Leaders {
			if !leader.Relationship.Named() {
				colleagues++
			}
		}
		if len(list.Leaders) == colleagues && colleagues > most {
			most, best = colleagues, link
		}
	}
	return cmp.Or(best, links[0]), nil
}

// launch opens a cycle and waits until every invitation has arrived.
func (v visitor) launch(ctx context.Context, id string, out io.Writer) ([]string, error) {
	before := 0
	if all := v.mailbox.Messages(); len(all) > 0 {
		before = all[0].ID
	}
	if err := v.call(ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil); err != nil {
		return nil, err
	}
	for {
		var now struct{ Letters map[models.LetterState]int }
		if err := v.call(ctx, http.MethodGet, "/cycles/"+id, nil, &now); err != nil {
			return nil, err
		}
		if waiting := now.Letters[models.Queued] + now.Letters[models.Claimed] + now.Letters[models.Sending]; waiting == 0 {
			links := v.links(before)
			step(out, fmt.Sprintf("%d invitations arrive by mail", len(links)))
			return links, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// season names a cycle after the time of year.
func season(t time.Time) string {
	names := []string{"Winter", "Spring", "Summer", "Autumn"}
	return fmt.Sprintf("%s %d", names[int(t.Month())%12/3], t.Year())
}

// step tells what the demo is doing.
func step(out io.Writer, text string) { fmt.Fprintln(out, "  ·", text) }

// openDoors are the ways into the demo.
func (d *demo) openDoors(base, link string) []handlers.DemoDoor {
	return []handlers.DemoDoor{
		{Heading: "HR console", Text: "You are " + demoHRName + " of the People team: two cycles are released, one is open.", Label: "Open the console", Action: "/demo/hr", Post: true},
		{Heading: "Mailbox", Text: "Every mail that was sent, as it arrived. The links in them work.", Label: "Open the mailbox", Action: "/mailbox"},
		{Heading: "A survey", Text: "You are a colleague who was asked for feedback. It takes about six minutes.", Label: "Open the survey", Action: strings.TrimPrefix(link, base)},
		{Heading: "A report", Text: "You are Maya Chen and read how your colleagues see you.", Label: "Open the report", Action: "/demo/leader", Post: true},
	}
}

// announce prints the doors.
func (d *demo) announce(out io.Writer, base string) {
	fmt.Fprintf(out, "\nSevenfold is ready: %s\n\n", base)
	for _, door := range d.open() {
		fmt.Fprintf(out, "  %-12s %s%s\n", door.Heading, base, door.Action)
	}
	fmt.Fprintf(out, "\nEverything is made up and thrown away at the end. Ctrl-C ends it.\n")
}
