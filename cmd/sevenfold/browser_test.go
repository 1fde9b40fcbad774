package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// chromium starts the one headless browser of all tests, when the first of them
// asks for a window.
var chromium = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	stopChromium = stop
	browser, _ := chromedp.NewContext(allocator)
	return browser, chromedp.Run(browser)
})

// stopChromium ends the browser, if there is one.
var stopChromium = func() {}

// openBrowser opens a window that shares nothing with others, as large as a
// phone, and collects whatever its console says.
func openBrowser(t *testing.T) (context.Context, func() []string) {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	tab, closeTab, err := openWindow(browser)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(tab, patience(t))
	t.Cleanup(func() { cancel(); closeTab() })
	var mutex sync.Mutex
	var said []string
	chromedp.ListenTarget(tab, func(event any) {
		mutex.Lock()
		defer mutex.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			said = append(said, e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			said = append(said, "console "+string(e.Type))
		case *runtime.EventExceptionThrown:
			said = append(said, e.ExceptionDetails.Error())
		}
	})
	if err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(360, 780, 1, false)); err != nil {
		t.Fatal(err)
	}
	return ctx, func() []string {
		mutex.Lock()
		defer mutex.Unlock()
		return said
	}
}

// openWindow opens a window whose cookies and storage are its own.
func openWindow(browser context.Context) (context.Context, context.CancelFunc, error) {
	var id target.ID
	var own cdp.BrowserContextID
	err := chromedp.Run(browser, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		own, err = target.CreateBrowserContext().Do(ctx)
		if err == nil {
			id, err = target.CreateTarget("about:blank").WithBrowserContextID(own).WithNewWindow(true).Do(ctx)
		}
		return err
	}))
	if err != nil {
		return nil, nil, err
	}
	tab, closeTab := chromedp.NewContext(browser, chromedp.WithTargetID(id))
	chromedp.FromContext(tab).BrowserContextID = own // of more tabs in this window
	return tab, closeTab, nil
}

// choose clicks the answer "most of the time" in every line.
const choose = `document.querySelectorAll('input[value="4"]').forEach((radio) => radio.click())`

// type sets a comment as if it was typed.
func typed(field, text string) chromedp.Action {
	return chromedp.Evaluate(`{ const area = document.querySelector('#`+field+`'); area.value = `+"`"+text+"`"+`;
		area.dispatchEvent(new Event('input', { bubbles: true })); }`, nil)
}

func TestRaterInTheBrowser(t *testing.T) {
	t.Parallel()
	s := begin(t, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db"))
	id, err := s.visitor.newCycle(s.ctx, "Spring", 14)
	s.must(err)
	s.must(s.visitor.call(s.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(storyRoster), nil))
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil))
	link := linkIn.FindStringSubmatch(s.mailTo("peer1@example.org", "").Text)[1]

	tab, console := openBrowser(t)
	var count, hint, appears, restored, comment, kept string
	err = chromedp.Run(tab,
		chromedp.Navigate(link), chromedp.WaitVisible("#anon"),
		chromedp.Click("main a.btn"), chromedp.WaitVisible("form[data-draft]"),
		chromedp.Evaluate(choose, nil), chromedp.Text("[data-count]", &count),
		typed("c_keep", "Maya should keep asking “what would you do”"), chromedp.WaitNotPresent("#n-c_keep"),
		typed("c_start", "As Pia, I wrote to her on Monday"), chromedp.WaitVisible("#n-c_start"), chromedp.Text("#n-c_start", &hint),
		chromedp.Text("[data-preview] li:first-child", &appears),
		chromedp.Reload(), chromedp.WaitVisible("#n-c_start"),
		chromedp.Text("[data-count]", &restored), chromedp.Value("#c_keep", &comment),
		chromedp.Click("#review button.btn:not(.link)"), chromedp.WaitVisible("main[data-sent]"),
		chromedp.Evaluate(`JSON.stringify(Object.keys(localStorage))`, &kept),
	)
	if err != nil {
		t.Fatalf("%v; the console says %q", err, console())
	}
	if count != "28" || restored != "28" || !strings.Contains(comment, "Maya should") {
		t.Errorf("answered %s, after loading again %s, comment %q", count, restored, comment)
	}
	if !strings.Contains(hint, "could show who you are") || appears != `Maya should keep asking "what would you do"` {
		t.Errorf("hint %q, preview %q", hint, appears)
	}
	if kept != "[]" {
		t.Errorf("after sending the browser still keeps %s", kept)
	}
	if all := console(); len(all) > 0 {
		t.Errorf("the console says %q", all)
	}
}
