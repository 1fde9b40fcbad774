package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestThreePeopleInTheBrowser lets HR, raters and a leader go their whole way in
// a browser: nothing is done through the API, except that some raters answer
// without being watched. The pictures are the same on both databases, and are
// taken on one.
func TestThreePeopleInTheBrowser(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		walkPaths(begin(t, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db")), "path")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		walkPaths(begin(t, storetest.Postgres(t).URL), "")
	})
}

// walkPaths goes all the ways and takes pictures into a folder, if it has a name.
func walkPaths(s *story, pictures string) {
	of := func(who string) string {
		if pictures == "" {
			return ""
		}
		return filepath.Join(pictures, who)
	}
	hr := newHand(s.T, of("hr"), 1280)
	s.enter(hr, "hr@example.org")
	s.prepare(hr)
	s.raterWithKeys(newHand(s.T, of("rater-keyboard"), 360))
	s.raterWithoutScripts(newHand(s.T, of("rater-no-script"), 360))
	for _, rater := range []string{"maya", "boss", "peer3", "peer4", "report1", "report2"} {
		s.must(s.visitor.answerAll(s.ctx, s.invited(rater)))
	}
	s.conclude(hr)
	s.leader(newHand(s.T, of("leader"), 1280))
}

// doorIn finds the sign-in link of a mail.
var doorIn = regexp.MustCompile(`https?://\S+/signin/[A-Za-z0-9_-]+`)

// enter signs somebody in by the mailed link, from the page that asks for it.
func (s *story) enter(h *hand, address string) {
	s.Helper()
	h.open(s.base + "/signin")
	s.ask(h, address)
}

// ask asks for the link on the page at hand, and follows it.
func (s *story) ask(h *hand, address string) {
	s.Helper()
	h.fill("#email", address)
	h.leave("main form button")
	h.open(doorIn.FindString(s.mailTo(address, "ign").Text))
	h.leave("main form button")
}

func (s *story) invited(rater string) string {
	s.Helper()
	return linkIn.FindStringSubmatch(s.mailTo(rater+"@example.org", "").Text)[1]
}

// prepare goes from the first visit to invitations that have arrived.
func (s *story) prepare(h *hand) {
	s.Helper()
	h.says("h1", "Your first cycle in three steps")
	h.leave("main a[href='/cycles/new']")
	h.fill("#name", "Spring")
	h.pick("#closes_on", friday(time.Now().AddDate(0, 0, 14)).Format("2006-01-02"))
	h.fill("#contact_name", "Ingrid Solberg")
	h.fill("#contact_email", "hr@example.org")
	h.leave("main form button.btn")

	list := filepath.Join(s.TempDir(), "list.csv")
	s.must(os.WriteFile(list, []byte(storyRoster), 0o600))
	h.leave("main a[href$='/import']")
	h.do(chromedp.SetUploadFiles("#file", []string{list}, chromedp.ByQuery))
	h.fields++
	h.leave("main form button.btn")
	h.says("main", "9")
	h.leave(".next button.btn")
	h.says("main", "Maya Lindqvist")

	h.leave(".next a.btn")
	h.says("h1", "Before you send")
	h.leave(".next form button.btn")
	tally := h.await(`document.querySelector("[data-live] progress") ? "" : document.querySelector("[data-live] .tally")?.innerText ?? ""`)
	if !strings.Contains(tally, "9") {
		s.Errorf("the letters are counted as %q", tally)
	}
	h.Logf("HR, from signing in to nine invitations that arrived: %d clicks, %d fields, %.1f s", h.clicks, h.fields, time.Since(h.began).Seconds())
}

// conclude reminds, closes, reads the comments and releases.
func (s *story) conclude(h *hand) {
	s.Helper()
	h.do(chromedp.Reload())
	h.says("main", "8 of 9")
	h.leave(".next form button.btn")
	h.says(".note", "eminder")
	s.arrive("report3@example.org", 2)
	s.must(s.visitor.answerAll(s.ctx, s.invited("report3")))
	h.do(chromedp.Reload())
	h.says("main", "9 of 9")
	h.leave("main a[href$='/close']")
	h.leave("main form button.btn")
	h.appears("#cm") // the page of closing loads itself again
	h.shot()
	h.leave(".remarks li:first-child form button")
	h.says("main", "Held back")
	h.leave(".next a.btn")
	h.leave("main form button.btn")
	h.says("main", "Maya Lindqvist")
	h.finish("HR, all in all")
}

// arrive waits until so many mails have come to an address.
func (s *story) arrive(address string, n int) {
	s.Helper()
	for {
		all, came := s.mailbox.Messages(), 0
		for _, m := range all {
			if m.Rcpt == address {
				came++
			}
		}
		if came >= n {
			return
		}
		if err := s.mailbox.Wait(s.ctx, len(all)+1); err != nil {
			s.Fatalf("%d mails came to %s: %v", came, address, err)
		}
	}
}

// raterWithKeys answers without a mouse.
func (s *story) raterWithKeys(h *hand) {
	s.Helper()
	h.open(s.invited("peer1"))
	h.tabTo("main a.btn")
	h.enter(".survey-bar")
	for range 28 {
		h.tabTo(".item input[type=radio]")
		h.press(" ", kb.ArrowRight, kb.ArrowRight, kb.ArrowRight) // the first answer takes the space bar
	}
	h.says("[data-count]", "28")
	h.tabTo("textarea#c_keep")
	h.do(chromedp.KeyEvent("Keeps calm when a plan changes."))
	h.shot()
	h.tabTo("#review button.btn:not(.link)")
	h.enter("main[data-sent]")
	h.finish("rater with the keyboard alone")
}

// enter presses Enter on what has the focus and waits for the next page.
func (h *hand) enter(there string) {
	h.Helper()
	h.press(kb.Enter)
	h.appears(there)
	h.shot()
}

// raterWithoutScripts forgets answers, is told which, and sends.
func (s *story) raterWithoutScripts(h *hand) {
	s.Helper()
	h.do(emulation.SetScriptExecutionDisabled(true))
	h.open(s.invited("peer2"))
	h.leave("main a.btn")
	h.says("form noscript", "keeps no draft")
	h.leave("#review button.btn:not(.needs-js)")
	h.says(".errors h2", "28")
	for _, competency := range models.DefaultQuestionnaire().Competencies {
		for _, item := range competency.Items {
			h.click("#q" + item.ID + " .scale label:nth-child(4)")
		}
	}
	h.leave("#review button.btn:not(.needs-js)")
	h.says("main", "hank")
	h.finish("rater without JavaScript")
}

// leader reads the own report, from the mail that says it is there.
func (s *story) leader(h *hand) {
	s.Helper()
	letter := s.mailTo("maya@example.org", "report")
	h.open(regexp.MustCompile(`https?://\S+/reports/[0-9a-f-]{36}`).FindString(letter.Text))
	s.ask(h, "maya@example.org")
	h.says("h1", "Maya Lindqvist")
	var tables int
	h.do(chromedp.Evaluate(`document.querySelectorAll("details.as-table").length`, &tables))
	if tables == 0 {
		s.Error("the report has no tables to open")
	}
	h.click("details.as-table summary")
	h.do(chromedp.WaitVisible("details.as-table[open] table", chromedp.ByQuery))
	h.finish("leader")
}
