package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// surveyWeight is the most that the first load of a survey may weigh over the
// wire, in bytes: page, style and scripts, with the headers of the answers.
const surveyWeight = 40_000

// TestFirstLoadOfTheSurvey opens a survey in a browser that has nothing kept,
// counts every byte that comes, and looks at whom the browser asks.
func TestFirstLoadOfTheSurvey(t *testing.T) {
	t.Parallel()
	s := begin(t, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db"))
	id, err := s.visitor.newCycle(s.ctx, "Spring", 14)
	s.must(err)
	s.must(s.visitor.call(s.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(storyRoster), nil))
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil))
	link := s.invited("peer1")
	list, err := s.visitor.open(s.ctx, link)
	s.must(err)

	tab, console := openBrowser(t)
	var mutex sync.Mutex
	asked, weights, total := map[network.RequestID]string{}, map[string]int{}, 0
	chromedp.ListenTarget(tab, func(event any) {
		mutex.Lock()
		defer mutex.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			asked[e.RequestID] = e.Request.URL
		case *network.EventLoadingFinished:
			address := asked[e.RequestID]
			weights[address] += int(e.EncodedDataLength)
			total += int(e.EncodedDataLength)
		}
	})
	if err := chromedp.Run(tab, chromedp.Navigate(link+"/"+list.Leaders[0].ID), chromedp.WaitVisible("form[data-draft]"), chromedp.WaitVisible("[data-save]", chromedp.ByQuery)); err != nil {
		t.Fatalf("%v; the console says %q", err, console())
	}
	mutex.Lock()
	defer mutex.Unlock()
	for address, weight := range weights {
		t.Logf("%6d bytes  %s", weight, strings.Replace(strings.TrimPrefix(address, s.base), link[len(s.base):], "/s/…", 1))
	}
	for _, address := range asked {
		u, err := url.Parse(address)
		if err != nil || (u.Scheme+"://"+u.Host != s.base && u.Scheme != "data") {
			t.Errorf("the survey asks %s", address)
		}
	}
	if len(weights) < 4 || total > surveyWeight || total < surveyWeight/10 {
		t.Errorf("the first load has %d parts of %d bytes together", len(weights), total)
	}
	t.Logf("%6d bytes  in all, of %d allowed", total, surveyWeight)
}
