package mailer_test

import (
	"context"
	"fmt"
	"net/mail"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// How many the benchmark sends, and over how many connections.
const (
	benchLetters     = 20000
	benchConnections = 8
)

// BenchmarkInvitations sends 20,000 invitations end to end (claim, render, send,
// settle) and, before and after, the same messages by a bare loop of go-mail
// over as many connections to the same server: one that takes each message at
// once, and one that thinks for 10 ms as a mail server does.
func BenchmarkInvitations(b *testing.B) {
	for _, slow := range []time.Duration{0, 10 * time.Millisecond} {
		b.Run(fmt.Sprintf("server=%s", slow), func(b *testing.B) {
			storetest.Measure(b, func(b *testing.B, w storetest.World) { invite(b, w, slow) })
		})
	}
}

func invite(b *testing.B, w storetest.World, slow time.Duration) {
	b.Helper()
	letters := storetest.Scaled(benchLetters, 400)
	p := launch(b, w, benchRoster(letters))
	box, err := mailer.OpenMailbox("127.0.0.1:0", 200)
	check(b, err)
	defer box.Close()
	work := "invitations, to a server that answers at once"
	if slow > 0 {
		work = fmt.Sprintf("invitations, to a server that answers after %s", slow)
		box.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault {
			if stage == mailer.AtData {
				return &mailer.Fault{Delay: slow}
			}
			return nil
		})
	}
	p.box = box
	few := letters / 4
	before := bare(b, box, few)
	var speed float64
	memory := storetest.Peak(func() { speed = endToEnd(b, p, few, letters) })
	after := bare(b, box, few)
	storetest.Row{Work: work, Size: fmt.Sprintf("%d mails, %d connections", letters, benchConnections), Database: w.Name(),
		Unit: "mails/s", Figure: speed, Limit: (before + after) / 2, Against: "a bare loop of go-mail over as many connections to the same server, before and after",
		Aim: 0.7, Memory: memory}.Report(b)
}

// BenchmarkMemory sends invitations, and four times as many. The garbage collector
// runs often, so that little of what is seen at the peak is garbage.
func BenchmarkMemory(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, w storetest.World) {
		defer debug.SetGCPercent(debug.SetGCPercent(10))
		few := storetest.Scaled(2500, 400)
		beside := w.Backup(b)(b)
		small, large := sendingPeak(b, w, few), sendingPeak(b, beside, 4*few)
		storetest.Row{Work: "memory: sending", Size: fmt.Sprintf("%d mails, %d connections", 4*few, benchConnections), Database: w.Name(), Unit: "MB", Less: true,
			Figure: large, Limit: small, Against: fmt.Sprintf("the peak with %d mails, a quarter", few)}.Report(b)
	})
}

// sendingPeak is by how many MB the heap grows at its peak while letters are sent.
func sendingPeak(b *testing.B, w storetest.World, letters int) float64 {
	b.Helper()
	p := launch(b, w, benchRoster(letters))
	box, err := mailer.OpenMailbox("127.0.0.1:0", 200)
	check(b, err)
	defer box.Close()
	p.box = box
	return float64(storetest.Peak(func() { endToEnd(b, p, 0, letters) })) / (1 << 20)
}

// benchRoster is leaders with ten raters each, every rater asked once.
func benchRoster(letters int) string {
	var rows strings.Builder
	for i := range letters {
		fmt.Fprintf(&rows, "leader%d@example.org,Leader %d,peer%d@example.org,Peer %d,peer\n", i/10, i/10, i, i)
	}
	return rows.String()
}

// endToEnd returns mails per second.
func endToEnd(b *testing.B, p *post, earlier, letters int) float64 {
	b.Helper()
	m := mailer.New(mailer.Options{Outbox: p.Outbox(), Renderer: renderer(b), Connect: server(b, p.box).Connect, Connections: benchConnections})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	var run sync.WaitGroup
	began := time.Now()
	run.Go(func() { check(b, m.Run(ctx)) })
	check(b, p.box.Wait(ctx, earlier+letters))
	db := p.SQL(b)
	p.awaitIn(ctx, b, "the last settlement", func() bool {
		var waiting int
		err := db.QueryRowContext(ctx, "SELECT count(*) FROM letters WHERE state <> 'sent'").Scan(&waiting)
		return err == nil && waiting == 0
	})
	speed := float64(letters) / time.Since(began).Seconds()
	cancel()
	run.Wait()
	return speed
}

// bare sends n messages like the invitations as fast as go-mail can.
func bare(b *testing.B, box *mailer.Mailbox, n int) float64 {
	b.Helper()
	maya := models.Asked{Name: "Maya Lindqvist", Relationship: models.Peer}
	m, err := renderer(b).Render(envelope(models.InvitationLetter, "Peer 1", maya))
	check(b, err)
	s := server(b, box)
	numbers := make(chan int, n)
	for i := range n {
		numbers <- i
	}
	close(numbers)
	began := time.Now()
	var all sync.WaitGroup
	for range benchConnections {
		all.Go(func() {
			client, err := gomail.NewClient(s.Host, gomail.WithPort(s.Port), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithoutNoop(), gomail.WithoutRset())
			check(b, err)
			check(b, client.DialWithContext(b.Context()))
			for i := range numbers {
				check(b, client.Send(bareMessage(m, i)))
			}
			check(b, client.Close())
		})
	}
	all.Wait()
	return float64(n) / time.Since(began).Seconds()
}

func bareMessage(m mailer.Message, n int) *gomail.Msg {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&m.From)
	msg.ToMailAddress(&mail.Address{Name: m.To.Name, Address: fmt.Sprintf("peer%d@example.org", n)})
	msg.ReplyToMailAddress(m.ReplyTo)
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageIDWithValue(fmt.Sprintf("%d.%s", n, m.MessageID))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg
}
