package mailer

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"github.com/sevenfold/sevenfold/models"
)

// Step is one thing that a trial of a mail server looked at.
type Step struct {
	Name   string // "Certificate"
	Found  string // what was found, in plain words
	Advice string // what to do about it; "" when it is in order
}

// Wrong reports that the trial ended here.
func (s Step) Wrong() bool { return s.Advice != "" }

// patience is how long a trial waits for one step.
const patience = 10 * time.Second

// trial looks at a server step by step, and stops at the first thing that is wrong.
type trial struct {
	server  Server
	roots   *tls.Config
	message Message
	tell    func(Step)

	conn   net.Conn
	client *smtp.Client
	sender *SMTP
}

// Try checks the server by hand, as a letter would meet it, and hands over the
// message at last. It tells each step as soon as it is taken and reports whether
// the server took the message. roots is nil outside tests.
func (s Server) Try(ctx context.Context, m Message, roots *tls.Config, tell func(Step)) bool {
	t := &trial{server: s, roots: roots, message: m, tell: tell}
	defer t.close()
	for _, step := range []func(context.Context) Step{t.name, t.connect, t.greet, t.protect, t.logIn, t.from, t.to, t.send} {
		taken := step(ctx)
		if taken.Name == "" { // nothing to look at
			continue
		}
		tell(taken)
		if taken.Wrong() {
			return false
		}
	}
	return true
}

func (t *trial) close() {
	if t.conn != nil {
		_ = t.conn.Close() // nothing is under way
	}
	if t.sender != nil {
		_ = t.sender.Close()
	}
}

// name asks DNS for the host.
func (t *trial) name(ctx context.Context) Step {
	if net.ParseIP(t.server.Host) != nil {
		return Step{}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(ctx, t.server.Host)
	if err != nil {
		return nameTrouble(t.server.Host, err)
	}
	return Step{Name: "Name", Found: t.server.Host + " is " + strings.Join(addresses, ", ")}
}

func (t *trial) connect(ctx context.Context) Step {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", t.server.String())
	if err != nil {
		return connectTrouble(t.server, err)
	}
	t.conn = conn
	return Step{Name: "Connection", Found: "something answers at " + t.server.String()}
}

// greet waits for the server's first words, behind TLS where that comes first.
func (t *trial) greet(ctx context.Context) Step {
	_ = t.conn.SetDeadline(time.Now().Add(patience)) // a connection that is gone fails at the next step
	if t.server.Encryption == TLS {
		conn := tls.Client(t.conn, t.config())
		if err := conn.HandshakeContext(ctx); err != nil {
			return protectionTrouble(t.server, err)
		}
		t.conn = conn
		t.tell(protected(conn.ConnectionState()))
	}
	client, err := smtp.NewClient(t.conn, t.server.Host)
	if err != nil {
		return greetingTrouble(t.server, err)
	}
	t.client = client
	if err := client.Hello("localhost"); err != nil {
		return greetingTrouble(t.server, err)
	}
	return Step{Name: "Greeting", Found: "a mail server answers"}
}

func (t *trial) config() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.roots != nil {
		config = t.roots.Clone()
	}
	config.ServerName = t.server.Host
	return config
}

// protect switches to TLS where the connection began in the clear, and leaves:
// what follows is done as letters do it.
func (t *trial) protect(context.Context) Step {
	defer func() { _ = t.conn.Close() }()
	switch t.server.Encryption {
	case TLS:
		return Step{}
	case Plain:
		return Step{Name: "Protection", Found: "none, as it is set: mails and the password can be read on the way"}
	}
	if offered, _ := t.client.Extension("STARTTLS"); !offered {
		return Step{"Protection", "the server does not offer STARTTLS on this port",
			"Write smtps:// if it speaks TLS from the start, which is usual on port 465. Only inside your own network: add ?tls=none."}
	}
	if err := t.client.StartTLS(t.config()); err != nil {
		return protectionTrouble(t.server, err)
	}
	state, _ := t.client.TLSConnectionState()
	return protected(state)
}

// logIn connects as letters do.
func (t *trial) logIn(ctx context.Context) Step {
	server := t.server
	server.Timeout = patience
	sender, err := NewSMTP(server, t.roots)
	if err == nil {
		t.sender = sender
		err = sender.Ready(ctx)
	}
	if err != nil {
		return loginTrouble(t.server, err)
	}
	if t.server.User == "" {
		return Step{Name: "Login", Found: "none is set, and the server wanted none so far"}
	}
	return Step{Name: "Login", Found: "the server knows " + t.server.User}
}

func (t *trial) from(context.Context) Step {
	from := t.message.From.Address
	if err := t.sender.conn.Mail(from); err != nil {
		return fromTrouble(t.server, from, err)
	}
	return Step{Name: "Sender", Found: "the server takes mail from " + from}
}

func (t *trial) to(context.Context) Step {
	to := t.message.To.Address
	if err := t.sender.conn.Rcpt(to); err != nil {
		return toTrouble(t.server, to, err)
	}
	if err := t.sender.conn.Reset(); err != nil {
		return Step{"Recipient", "the server takes mail for " + to + ", and then hung up", "Try once more. If it happens again, ask whoever runs the server."}
	}
	return Step{Name: "Recipient", Found: "the server takes mail for " + to}
}

// send hands a real mail over, and so finds what only a whole one meets.
func (t *trial) send(ctx context.Context) Step {
	if err := t.sender.Ready(ctx); err != nil {
		return loginTrouble(t.server, err)
	}
	result := t.sender.Send(ctx, t.message)
	switch result.Fate {
	case models.Delivered:
		return Step{Name: "Mail", Found: "the server took it; it should arrive at " + t.message.To.Address + " within minutes. If it does not, look among the junk"}
	case models.Doubtful:
		return Step{"Mail", "it was handed over, and the server hung up without an answer", "Look whether it arrived. If this happens again, ask whoever runs the server."}
	}
	return Step{"Mail", "the server did not take the whole mail: " + quoted(result.Why),
		"A filter of the server may not like it: its size, its words or its sender. Ask whoever runs the server, with these words of it."}
}
