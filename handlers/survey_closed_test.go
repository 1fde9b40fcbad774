package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/sevenfold/sevenfold/store/storetest"
)

// Whoever sends a moment after the end gets the words back, as text.
func TestWhatWasTypedComesBackFromADeadLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	path := "/s/AAAAAAAAAAAAAAAAAAAAAAAAAAA/7b1e7a3e-6d0c-4c86-9d5e-111111111111"
	page := w.browser().post(path, url.Values{"q1a": {"4"}, "c_keep": {"Asks <b>us</b> first"}, "c_start": {" "}}).is(http.StatusGone)
	page.says(".quotes blockquote", "Asks <b>us</b> first")
	page.says("main", "What you just sent was not taken")
	w.browser().post(path, url.Values{"q1a": {"4"}}).is(http.StatusGone).says("main", "None of it is stored").hasNot("blockquote")
	w.browser().get(path).is(http.StatusGone).hasNot("#yours")
}
