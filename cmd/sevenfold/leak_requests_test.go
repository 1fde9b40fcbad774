package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/sevenfold/sevenfold/mailer"
)

// signIn asks for a link and uses it, twice.
func (l *leak) signIn(address string) {
	l.Helper()
	l.post(l.base+"/signin", url.Values{"email": {address}})
	link := regexp.MustCompile(`https?://\S+/signin/[A-Za-z0-9_-]+`).FindString(l.mailTo(address, "ign").Text)
	for range 2 {
		l.post(link, nil)
	}
	at, err := url.Parse(l.base)
	l.must(err)
	for _, cookie := range l.browser.Jar.Cookies(at) {
		l.secrets[cookie.Value] = "a session"
	}
}

func (l *leak) mailTo(address, subject string) mailer.Mail {
	l.Helper()
	for {
		mails := l.mailbox.Messages()
		for _, m := range mails {
			if m.Rcpt == address && strings.Contains(m.Subject, subject) {
				return m
			}
		}
		l.must(l.mailbox.Wait(l.Context(), len(mails)+1))
	}
}

func (l *leak) get(path string) (int, string) {
	l.Helper()
	answer, err := l.browser.Get(l.base + path)
	l.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	l.must(err)
	return answer.StatusCode, string(body)
}

func (l *leak) post(to string, values url.Values) int {
	l.Helper()
	return l.send(http.MethodPost, to, "application/x-www-form-urlencoded", values.Encode())
}

// send sends anything, as the browser, and follows no redirect.
func (l *leak) send(method, to, contentType, body string) int {
	l.Helper()
	request, err := http.NewRequestWithContext(l.Context(), method, to, strings.NewReader(body))
	l.must(err)
	request.Header.Set("Content-Type", contentType)
	client := *l.browser
	client.CheckRedirect = noRedirect
	answer, err := client.Do(request)
	l.must(err)
	answer.Body.Close()
	return answer.StatusCode
}
