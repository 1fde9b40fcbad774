package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// What is typed survives whatever happens between the first tap and Send: a
// second tab, a dead network, the wrong button, the wrong key.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	s := begin(t, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db"))
	id, err := s.visitor.newCycle(s.ctx, "Spring", 14)
	s.must(err)
	s.must(s.visitor.call(s.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(storyRoster), nil))
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil))
	link := linkIn.FindStringSubmatch(s.mailTo("peer1@example.org", "").Text)[1]

	tab, console := openBrowser(t)
	does := func(where context.Context, what string, actions ...chromedp.Action) {
		t.Helper()
		if err := chromedp.Run(where, actions...); err != nil {
			t.Fatalf("%s: %v; the console says %q", what, err, console())
		}
	}
	var survey string
	does(tab, "open", chromedp.Navigate(link), chromedp.Click("main a.btn"), chromedp.WaitVisible("form[data-draft]"),
		chromedp.Location(&survey), chromedp.Evaluate(choose, nil))

	other, closeOther := chromedp.NewContext(tab)
	defer closeOther()
	does(other, "a second tab", chromedp.Navigate(survey), chromedp.WaitVisible("#c_keep"), typed("c_keep", "from the other tab"))
	does(tab, "the first tab", page.BringToFront(), chromedp.Poll(`document.querySelector("#c_keep").value === "from the other tab"`, nil),
		// Enter in a choice would send the form.
		chromedp.Focus(`input[name=q1a][value="4"]`), enter(), chromedp.WaitVisible("form[data-draft]"),
		chromedp.Click("[data-forget]"), chromedp.Poll(`document.querySelector("[data-count]").textContent === "0"`, nil),
		chromedp.Click("[data-forget]"), chromedp.Poll(`document.querySelector("[data-count]").textContent === "28"`, nil))

	var kept, said string
	does(tab, "no network", network.Enable(), offline(true), chromedp.Click("[data-send]"), chromedp.WaitVisible("[data-unsent]"),
		chromedp.Text("[data-unsent]", &said), chromedp.Value("#c_keep", &kept), offline(false))
	if kept != "from the other tab" || !strings.Contains(said, "nothing is lost") {
		t.Errorf("without network the comment is %q, and the page says %q", kept, said)
	}

	var posts atomic.Int32
	chromedp.ListenTarget(tab, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok && e.Request.Method == http.MethodPost {
			posts.Add(1)
		}
	})
	var drafts string
	does(tab, "two taps", chromedp.DoubleClick("[data-send]"), chromedp.WaitVisible("main[data-sent]"))
	does(other, "the other tab afterwards", page.BringToFront(), chromedp.WaitVisible("main[data-sent]"), chromedp.Evaluate(`JSON.stringify(Object.keys(localStorage))`, &drafts))
	if posts.Load() != 1 || drafts != "[]" {
		t.Errorf("two taps sent %d forms, and the browser keeps %s", posts.Load(), drafts)
	}
}

// offline takes the network away, and gives it back.
func offline(away bool) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := network.EmulateNetworkConditionsByRule(away, []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1}}).Do(ctx)
		return err
	})
}

// enter presses the key as a browser gets it: in one event, so that a page can
// keep it from sending the form.
func enter() chromedp.Action {
	return input.DispatchKeyEvent(input.KeyDown).WithKey("Enter").WithCode("Enter").WithText("\r").WithWindowsVirtualKeyCode(13)
}
