package mailer

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Server is where letters are handed over.
type Server struct {
	Host       string
	Port       int
	User       string
	Password   string
	Encryption Encryption
	Timeout    time.Duration // 0: SMTPTimeout
	DKIM       *DKIM         // nil: mails are not signed
}

// Encryption is how the connection to the server is protected.
type Encryption string

// The kinds of protection.
const (
	StartTLS Encryption = "starttls" // begins in the clear and must switch before anything is said
	TLS      Encryption = "tls"      // from the first byte
	Plain    Encryption = "none"     // none at all
)

// String names the server without its password.
func (s Server) String() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// GoString hides the password from %#v.
func (s Server) GoString() string { return s.String() }

// Connect makes a sender for the server. It does not dial.
func (s Server) Connect() (Sender, error) { return NewSMTP(s, nil) }

// ParseURL reads smtp://user:password@host:587 (STARTTLS required, except on a
// loopback host) or smtps://… (TLS from the start). ?tls=none goes without
// protection, ?tls=starttls asks for it on a loopback host too. The errors
// never repeat what was given, because it may hold a password.
func ParseURL(text string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Server{}, errors.New("is not a URL; write for instance smtp://user:password@mail.example.org:587, with special characters of the password as %-codes")
	}
	var s Server
	switch u.Scheme {
	case "smtp":
		s.Encryption, s.Port = StartTLS, 587
		if loopback(u.Hostname()) {
			s.Encryption = Plain
		}
	case "smtps":
		s.Encryption, s.Port = TLS, 465
	default:
		return Server{}, errors.New("must begin with smtp:// or smtps://")
	}
	if s.Host = u.Hostname(); s.Host == "" {
		return Server{}, errors.New("names no host; write for instance smtp://mail.example.org:587")
	}
	if strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return Server{}, errors.New("has something after the port that does not belong there")
	}
	if err := s.readPort(u.Port()); err != nil {
		return Server{}, err
	}
	if err := s.readLogin(u.User); err != nil {
		return Server{}, err
	}
	return s, s.readQuery(u)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *Server) readPort(port string) error {
	if port == "" {
		return nil
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("has the port %q; a port is a number from 1 to 65535", port)
	}
	s.Port = n
	return nil
}

func (s *Server) readLogin(login *url.Userinfo) error {
	if login == nil {
		return nil
	}
	password, given := login.Password()
	if login.Username() == "" || !given || password == "" {
		return errors.New("has a user without a password, or a password without a user; give both as user:password@host, or neither")
	}
	s.User, s.Password = login.Username(), password
	return nil
}

func (s *Server) readQuery(u *url.URL) error {
	for key, values := range u.Query() {
		if key != "tls" {
			return fmt.Errorf("has the unknown option %q; the only one is tls", key)
		}
		switch choice := Encryption(values[0]); {
		case u.Scheme == "smtps":
			return errors.New("says smtps:// and tls= at once; leave tls= out")
		case choice == Plain || choice == StartTLS:
			s.Encryption = choice
		default:
			return fmt.Errorf("has tls=%s; it can be tls=none or tls=starttls", values[0])
		}
	}
	return nil
}
