package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sevenfold/sevenfold/mailer"
)

// While the invitations leave, the numbers renew themselves, and what HR is
// writing on the page stays.
func TestLettersAreCountedInTheBrowser(t *testing.T) {
	t.Parallel()
	s := begin(t, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db"))
	answer, err := s.browser.PostForm(s.base+"/signin", url.Values{"email": {"hr@example.org"}})
	s.must(err)
	answer.Body.Close()
	door := regexp.MustCompile(`https?://\S+/signin/[A-Za-z0-9_-]+`).FindString(s.mailTo("hr@example.org", "ign").Text)

	s.mailbox.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault {
		if stage == mailer.AtFrom {
			return &mailer.Fault{HangUp: true}
		}
		return nil
	})
	id, err := s.visitor.newCycle(s.ctx, "Spring", 14)
	s.must(err)
	s.must(s.visitor.call(s.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(mailRoster), nil))
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil))

	tab, console := openBrowser(t)
	var before, after, tally string
	err = chromedp.Run(tab,
		chromedp.Navigate(door), chromedp.Click("main form button"), chromedp.WaitVisible("nav"),
		chromedp.Navigate(s.base+"/cycles/"+id), chromedp.WaitVisible("[data-live=moving] progress"),
		typed("email", "new@example.org"), chromedp.Text("[data-live]", &before),
	)
	if err != nil {
		t.Fatalf("%v; the console says %q", err, console())
	}
	s.mailbox.Misbehave(nil)
	err = chromedp.Run(tab, chromedp.WaitNotPresent("progress"), chromedp.Value("#email", &after), chromedp.Text("[data-live]", &tally))
	if err != nil {
		t.Fatalf("%v; the console says %q", err, console())
	}
	if after != "new@example.org" {
		t.Errorf("what was written became %q", after)
	}
	if tally == before || len(console()) > 0 {
		t.Errorf("the numbers went from %q to %q, the console says %q", before, tally, console())
	}
}
