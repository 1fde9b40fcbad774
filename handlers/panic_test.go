package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestPanicTellsNothing lets handlers behind raters' links, of HR and of the
// API panic with what was sent. The answer has a reference, and the log has the
// place in the code, but neither holds the panic's value or a function's arguments.
func TestPanicTellsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	s := &site{Options: Options{DB: w.DB, Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}, misses: newLimiter(60, 1), signIns: newLimiter(20, 1)}
	s.sessions = newSessions(s.Options)
	var err error
	s.front, err = pages()
	w.must(err)
	engine := gin.New()
	w.must(s.routes(engine))
	burst := func(c *gin.Context) { explode(c.Param("token")+" "+c.PostForm("c_keep"), 4242) }
	for _, path := range []string{"/s/:token/:leader/burst", "/burst", "/api/burst"} {
		engine.POST(path, burst)
	}
	w.server = httptest.NewServer(s.withSessions(engine))
	t.Cleanup(w.server.Close)
	token := string(w.Secret.RaterToken([16]byte{7}, 1))
	for _, path := range []string{"/s/" + token + "/x/burst", "/burst", "/api/burst"} {
		page := w.browser().post(path, fill("c_keep", "said in confidence")).is(http.StatusInternalServerError)
		for _, secret := range []string{token, "confidence", "burst"} {
			if strings.Contains(page.body, secret) {
				t.Errorf("%s: the answer holds %q", path, secret)
			}
		}
	}
	text := w.log.String()
	if strings.Count(text, "handlers.explode") < 3 {
		t.Errorf("the log does not say where it happened: %s", text)
	}
	for _, secret := range []string{token, "confidence", "(0x", "({0x", ", 0x", "127.0.0.1"} { // the values of arguments
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q: %s", secret, text)
		}
	}
}

//go:noinline
func explode(value string, rating int) models.Token {
	if rating > 0 {
		panic(value)
	}
	return models.Token(value)
}
