package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// Demo opens the demonstration's doors, which real use does not have.
type Demo struct {
	Mailbox Mailbox
	Doors   func() []DemoDoor // may change while the demo is being prepared
	// SignInAs returns the person behind a role and the path to begin at. The
	// error is NotFound for a role that the demo does not have.
	SignInAs func(ctx context.Context, role string) (person uuid.UUID, to string, err error)
}

// DemoDoor is one way into the demo, as its first page shows it. A door that
// signs somebody in has the action "/demo/" followed by the role.
type DemoDoor = frontend.DemoDoor

// Mailbox is what the demo's mail server keeps.
type Mailbox interface {
	Messages() []Mail // newest first
	Message(id int) (Mail, bool)
}

// Mail is one mail as it arrived.
type Mail struct {
	ID      int // from 1, in the order of arrival
	To      string
	Subject string
	At      time.Time
	Headers []MailHeader
	Text    string
	HTML    string // "" for a mail without
}

// MailHeader is one header line of a mail.
type MailHeader = frontend.MailHeader

// mailPolicy lets a mail's own styles show and nothing else happen. Links open
// outside of the frame.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; frame-ancestors 'self'; " +
	"sandbox allow-popups allow-popups-to-escape-sandbox"

// demoMails is how many mails the mailbox lists.
const demoMails = 200

func (s *site) demoRoutes(r *gin.Engine) {
	if s.Demo == nil {
		return
	}
	r.GET("/mailbox", s.page(s.mailbox))
	r.GET("/mailbox/:id", s.page(s.mail))
	r.GET("/mailbox/:id/html", s.page(s.mailHTML))
	r.GET("/demo/:role", s.page(s.demoDoor))
	r.POST("/demo/:role", s.page(s.enterDemo))
}

func (s *site) mailbox(c *gin.Context) (reply, error) {
	mails := s.Demo.Mailbox.Messages()
	page := frontend.MailboxPage{Base: s.base(c), Total: len(mails)}
	for _, m := range mails[:min(len(mails), demoMails)] {
		page.Mails = append(page.Mails, s.mailLine(m))
	}
	return show(page)
}

func (s *site) mailLine(m Mail) frontend.MailLine {
	return frontend.MailLine{ID: strconv.Itoa(m.ID), To: m.To, Subject: m.Subject, At: m.At.In(s.Location)}
}

func (s *site) mail(c *gin.Context) (reply, error) {
	m, err := s.mailOf(c)
	if err != nil {
		return reply{}, err
	}
	return show(frontend.MailPage{Base: s.base(c), MailLine: s.mailLine(m), Headers: m.Headers, Text: m.Text, HTML: m.HTML != ""})
}

func (s *site) mailHTML(c *gin.Context) (reply, error) {
	m, err := s.mailOf(c)
	if err != nil {
		return reply{}, err
	}
	return mailFrame(c, m.HTML)
}

func (s *site) mailOf(c *gin.Context) (Mail, error) {
	id, err := strconv.Atoi(c.Param("id"))
	m, ok := s.Demo.Mailbox.Message(id)
	if err != nil || !ok {
		return Mail{}, models.Errorf(models.NotFound, "There is no such mail. The mailbox keeps the newest ones only.")
	}
	return m, nil
}

// mailFrame answers with the HTML part of a mail, for a frame of one of our
// pages. Its links open in a new tab, because no page of ours may be framed.
func mailFrame(c *gin.Context, html string) (reply, error) {
	c.Header("Content-Security-Policy", mailPolicy)
	html = strings.Replace(html, "<head>", `<head><base target="_blank">`, 1)
	return reply{status: http.StatusOK, contentType: htmlType, body: []byte(html)}, nil
}

// demoDoor shows one door, so that a link to it signs nobody in.
func (s *site) demoDoor(c *gin.Context) (reply, error) {
	doors := s.Demo.Doors()
	i := slices.IndexFunc(doors, func(d DemoDoor) bool { return d.Post && d.Action == c.Request.URL.Path })
	if i < 0 {
		return reply{}, models.Errorf(models.NotFound, "The demonstration has no such door.")
	}
	return show(frontend.DemoPage{Base: s.base(c), Doors: doors[i : i+1]})
}

// enterDemo signs in as somebody of the demo.
func (s *site) enterDemo(c *gin.Context) (reply, error) {
	person, to, err := s.Demo.SignInAs(c.Request.Context(), c.Param("role"))
	if err != nil {
		return reply{}, err
	}
	answer, err := s.begin(c, person)
	if to != "" {
		answer.to = to
	}
	return answer, err
}
