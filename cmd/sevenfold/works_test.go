package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// office is HR in front of a service that is a process of its own.
type office struct {
	*process
	world  storetest.World
	db     *store.DB // beside the process, to look
	cycle  models.Cycle
	client *http.Client
}

// newOffice starts a service on an empty database and signs HR in. What the
// store does beside it goes by the real time.
func newOffice(t *testing.T, w storetest.World) *office {
	t.Helper()
	w.Clock.Advance(time.Since(w.Clock.Now()))
	p := newProcess(t, w.URL)
	p.environ = append(p.environ, "SEVENFOLD_KEY_DIR="+w.KeyDir, "SEVENFOLD_SECRET="+string(w.Secret))
	jar, err := cookiejar.New(nil)
	p.must(err)
	o := &office{process: p, world: w, db: w.DB, client: &http.Client{Jar: jar}}
	closes := w.Clock.Now().AddDate(0, 0, 14)
	o.cycle, err = w.Cycles().Create(t.Context(), "test", store.CycleDraft{Name: "Spring", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid", Email: "hr@example.org"}})
	p.must(err)
	o.start()
	printed := o.administer("member", "add", "ingrid@example.org", "--name", "Ingrid Solberg")
	link := regexp.MustCompile(`/signin/\S+`).FindString(printed)
	o.post(link, nil)
	return o
}

func (o *office) path(rest string) string { return "/cycles/" + o.cycle.ID.String() + rest }

// post sends a form and follows to where it leads.
func (o *office) post(path string, form url.Values) (at string) {
	o.Helper()
	answer, err := o.client.PostForm(o.base+path, form)
	o.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	o.must(err)
	if answer.StatusCode != http.StatusOK {
		o.Fatalf("%s: %s\n%s", path, answer.Status, text)
	}
	return answer.Request.URL.Path
}

func (o *office) page(path string) string {
	o.Helper()
	answer, err := o.client.Get(o.base + path)
	o.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	o.must(err)
	return string(text)
}

// sendAndLeave sends a list and drops the connection without waiting for an answer.
func (o *office) sendAndLeave(list []byte) {
	o.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "everybody.csv")
	o.must(err)
	_, err = file.Write(list)
	o.must(err)
	o.must(form.Close())
	o.postAndLeave(o.path("/import"), form.FormDataContentType(), body.Bytes())
}

// postAndLeave drops the connection as soon as the service has begun the work.
func (o *office) postAndLeave(path, kind string, body []byte) {
	o.Helper()
	before := o.latest()
	ctx, leave := context.WithCancel(o.Context())
	go func() {
		defer leave()
		for o.latest() == before && ctx.Err() == nil {
			<-time.After(5 * time.Millisecond)
		}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.base+path, bytes.NewReader(body))
	o.must(err)
	request.Header.Set("Content-Type", kind)
	answer, err := o.client.Do(request)
	if err == nil {
		answer.Body.Close()
	} else if !errors.Is(err, context.Canceled) && !isBroken(err) {
		o.Fatal(err)
	}
}

func isBroken(err error) bool {
	_, ok := errors.AsType[*net.OpError](err)
	return ok || errors.Is(err, io.EOF)
}

// latest is the id of the newest work on the cycle.
func (o *office) latest() uuid.UUID {
	work, err := o.db.Works().Latest(context.WithoutCancel(o.Context()), &o.cycle.ID)
	if err != nil {
		o.Error(err)
	}
	if work == nil {
		return uuid.Nil
	}
	return work.ID
}

// await waits until the newest work is in a state.
func (o *office) await(states ...models.WorkState) store.Work {
	o.Helper()
	for deadline := time.Now().Add(5 * time.Minute); ; {
		work, err := o.db.Works().Latest(o.Context(), &o.cycle.ID)
		o.must(err)
		for _, state := range states {
			if work != nil && work.State == state {
				return *work
			}
		}
		if time.Now().After(deadline) {
			o.Fatalf("the work is %+v, not %v\n%s", work, states, o.printed())
		}
		<-time.After(10 * time.Millisecond)
	}
}

func (o *office) counts() store.Progress {
	o.Helper()
	p, err := o.db.Cycles().Progress(o.Context(), o.cycle.ID)
	o.must(err)
	return p
}

// peak is the most memory that the process has held, in MB, or 0 where nobody knows.
func (o *office) peak() (mb int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", o.command.Process.Pid))
	if err != nil {
		return 0
	}
	if found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text); found != nil {
		fmt.Sscan(string(found[1]), &mb)
	}
	return mb / 1024
}

// longList names leaders with 8 peers each.
func longList() []byte {
	var list bytes.Buffer
	list.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	for row := range longRows {
		leader := row / 8
		fmt.Fprintf(&list, "l%d@n.example,Leader %d,r%d@n.example,Rater %d,peer\n", leader, leader, leader*3+row%8, leader*3+row%8)
	}
	return list.Bytes()
}

// TestLongWorkSurvives sends the longest list and leaves, imports it and is
// killed, is stopped in order and goes on, and launches the same way: nothing is
// ever half there, and in the end all of it is there once.
func TestLongWorkSurvives(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		o := newOffice(t, w)
		begun := time.Now()
		o.sendAndLeave(longList())
		read := o.await(models.WorkDone, models.WorkRefused)
		if read.Result.Good != longRows || read.Result.Added != longRows || o.counts().Invited != 0 {
			t.Fatalf("the list was read as %+v", read.Result)
		}
		t.Logf("%d rows were read and compared in %v; the browser had gone", longRows, time.Since(begun).Round(time.Millisecond))
		preview := o.path("/import/" + read.UploadID.String())
		if page := o.page(o.path("")); !strings.Contains(page, "was read and waits") {
			t.Error("the draft does not tell of the list")
		}

		o.postAndLeave(preview, "application/x-www-form-urlencoded", []byte("rows=all"))
		o.killInTheMiddle(models.StepRaters)
		if page := o.page("/cycles/" + o.cycle.ID.String() + "/works/" + o.latest().String()); !strings.Contains(page, "Please start the import again") {
			t.Errorf("the page says nothing of a stop:\n%s", page)
		}
		if n := o.counts(); n.Leaders+n.Invited != 0 {
			t.Fatalf("half an import is there: %+v", n)
		}
		o.postAndLeave(preview, "application/x-www-form-urlencoded", []byte("rows=all"))
		o.endInOrder()
		begun = time.Now()
		o.await(models.WorkDone)
		t.Logf("taken up by the next process and imported in %v; at most %d MB of memory", time.Since(begun).Round(time.Millisecond), o.peak())
		if n := o.counts(); n.Leaders != longRows/8 || n.Invited != longRows {
			t.Errorf("the import is there as %+v", n)
		}

		o.postAndLeave(o.path("/launch"), "application/x-www-form-urlencoded", nil)
		o.killInTheMiddle(models.StepLinks, models.StepLetters)
		if cycle, err := o.db.Cycles().Get(t.Context(), o.cycle.ID); err != nil || cycle.State != models.Draft {
			t.Fatalf("half a launch is there: %s, %v", cycle.State, err)
		}
		begun = time.Now()
		o.postAndLeave(o.path("/launch"), "application/x-www-form-urlencoded", nil)
		launched := o.await(models.WorkDone)
		t.Logf("launched in %v; at most %d MB of memory", time.Since(begun).Round(time.Millisecond), o.peak())
		cycle, err := o.db.Cycles().Get(t.Context(), o.cycle.ID)
		o.must(err)
		letters, err := o.db.Outbox().Counts(t.Context(), cycle.ID)
		o.must(err)
		total := 0
		for _, n := range letters {
			total += n
		}
		if people := o.counts().People; cycle.State != models.Open || total != people || launched.Result.Invited != people {
			t.Errorf("%s, %d letters for %d people, told as %d", cycle.State, total, people, launched.Result.Invited)
		}
		o.command.Process.Kill()
	})
}

// killInTheMiddle kills the process while its work is at one of the steps, and
// waits until the next process has told that it stopped. How far a work is that
// holds the only writer is known to its process alone, so it is asked.
func (o *office) killInTheMiddle(steps ...models.WorkStep) {
	o.Helper()
	o.inTheMiddle(steps...)
	o.must(o.command.Process.Kill())
	o.command.Wait()
	o.start()
	o.await(models.WorkStopped)
}

// endInOrder stops the process in the middle of an import and starts the next one.
func (o *office) endInOrder() {
	o.Helper()
	o.inTheMiddle(models.StepPeople, models.StepRaters)
	o.stop()
	if work := o.await(models.WorkWaiting); work.Over() {
		o.Errorf("after an orderly end the work is %s", work.State)
	}
	o.start()
}

func (o *office) inTheMiddle(steps ...models.WorkStep) {
	o.Helper()
	words := map[models.WorkStep]string{models.StepPeople: "Writing down people", models.StepRaters: "Writing down who", models.StepLinks: "Making a link", models.StepLetters: "Preparing the letters"}
	for deadline := time.Now().Add(2 * time.Minute); ; {
		page := o.page(o.path("/works/" + o.latest().String()))
		for _, step := range steps {
			if strings.Contains(page, words[step]) {
				return
			}
		}
		if time.Now().After(deadline) || !strings.Contains(page, `data-live="moving"`) {
			o.Fatalf("the work was never at %v:\n%s", steps, page)
		}
		<-time.After(5 * time.Millisecond)
	}
}
