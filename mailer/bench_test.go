package mailer_test

import (
	"context"
	"fmt"
	"net/mail"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// What the benchmark sends, and over how many connections.
const (
	benchLetters     = 20000
	benchConnections = 8
)

// BenchmarkInvitations sends 20,000 invitations end to end (claim, render, send,
// settle) and, before and after, the same messages by a bare loop of go-mail
// over as many connections to the same server. It reports both speeds, their
// ratio, and by how much the heap grew between the 2,000th and the 18,000th
// letter. SEVENFOLD_TEST_DURABLE=1 makes PostgreSQL keep its promises.
func BenchmarkInvitations(b *testing.B) {
	for _, slow := range []time.Duration{0, 10 * time.Millisecond} {
		for name, open := range map[string]func(testing.TB) storetest.World{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
			b.Run(fmt.Sprintf("%s/server=%s", name, slow), func(b *testing.B) {
				for range b.N {
					invite(b, open(b), slow)
				}
			})
		}
	}
}

func invite(b *testing.B, w storetest.World, slow time.Duration) {
	b.Helper()
	b.StopTimer()
	p := launch(b, w, benchRoster())
	box, err := mailer.OpenMailbox("127.0.0.1:0", 200)
	check(b, err)
	defer box.Close()
	if slow > 0 {
		box.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault {
			if stage == mailer.AtData {
				return &mailer.Fault{Delay: slow}
			}
			return nil
		})
	}
	p.box = box
	few := benchLetters / 4
	before := bare(b, box, few)
	b.StartTimer()
	speed, growth := endToEnd(b, p, few)
	b.StopTimer()
	after := bare(b, box, few)
	loop := (before + after) / 2
	b.ReportMetric(speed, "mails/s")
	b.ReportMetric(loop, "bare/s")
	b.ReportMetric(speed/loop, "ratio")
	b.ReportMetric(growth/1024, "heap-growth-kB")
	b.ReportMetric(0, "ns/op")
}

// benchRoster is 2,000 leaders with ten raters each, every rater asked once.
func benchRoster() string {
	var rows strings.Builder
	for i := range benchLetters {
		fmt.Fprintf(&rows, "leader%d@example.org,Leader %d,peer%d@example.org,Peer %d,peer\n", i/10, i/10, i, i)
	}
	return rows.String()
}

// endToEnd returns mails per second, and by how many bytes the heap grew.
func endToEnd(b *testing.B, p *post, earlier int) (speed, growth float64) {
	b.Helper()
	m := mailer.New(mailer.Options{Outbox: p.Outbox(), Renderer: renderer(b), Connect: server(b, p.box).Connect, Connections: benchConnections})
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	var run sync.WaitGroup
	began := time.Now()
	run.Go(func() { check(b, m.Run(ctx)) })
	heap := func(at int) float64 {
		check(b, p.box.Wait(ctx, earlier+at))
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return float64(stats.HeapAlloc)
	}
	early := heap(benchLetters / 10)
	late := heap(benchLetters * 9 / 10)
	check(b, p.box.Wait(ctx, earlier+benchLetters))
	db := p.SQL(b)
	p.awaitIn(ctx, b, "the last settlement", func() bool {
		var waiting int
		err := db.QueryRowContext(ctx, "SELECT count(*) FROM letters WHERE state <> 'sent'").Scan(&waiting)
		return err == nil && waiting == 0
	})
	speed = benchLetters / time.Since(began).Seconds()
	cancel()
	run.Wait()
	return speed, late - early
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
