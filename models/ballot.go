package models

import (
	"bytes"
	"compress/flate"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// BoxPlain is the size to which every ballot is padded before it is sealed, in
// bytes, so that no box can be told by its length.
const BoxPlain = 8192

// Ballot is one rater's answers about one leader. It carries no rater, except
// the name of somebody whose answers are shown by name.
type Ballot struct {
	Relationship Relationship      `json:"relationship"`
	Name         string            `json:"name,omitempty"`     // self and manager only
	Ratings      map[string]int    `json:"ratings"`            // item → 1..5; an item not observed is missing
	Comments     map[string]string `json:"comments,omitempty"` // question → text
}

// KeyPair seals and opens the ballots of one cycle: HPKE (RFC 9180) with
// X25519, HKDF-SHA256 and ChaCha20-Poly1305.
type KeyPair struct {
	Public  []byte // kept with the cycle
	Private []byte // kept in the key directory until the cycle is closed
}

var kem = hpke.DHKEM(ecdh.X25519())

// NewKeyPair makes the key pair of a cycle.
func NewKeyPair() (KeyPair, error) {
	key, err := kem.GenerateKey()
	if err != nil {
		return KeyPair{}, err
	}
	private, err := key.Bytes()
	if err != nil {
		return KeyPair{}, err
	}
	return KeyPair{Public: key.PublicKey().Bytes(), Private: private}, nil
}

// PublicOf returns the public half of a private key.
func PublicOf(private []byte) ([]byte, error) {
	key, err := kem.NewPrivateKey(private)
	if err != nil {
		return nil, err
	}
	return key.PublicKey().Bytes(), nil
}

// ErrBallotTooLarge says that the comments do not fit into a box.
var ErrBallotTooLarge = errors.New("ballot does not fit into its box")

// Seal closes a ballot about a leader into a box with the cycle's public key.
// All boxes have the same size. Opening needs the private key.
func Seal(public []byte, leader uuid.UUID, ballot Ballot) ([]byte, error) {
	plain, err := pad(ballot)
	if err != nil {
		return nil, err
	}
	key, err := kem.NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	return hpke.Seal(key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), boxInfo(leader), plain)
}

// Opener opens the boxes of one cycle.
type Opener struct{ key hpke.PrivateKey }

// NewOpener takes the cycle's private key.
func NewOpener(private []byte) (Opener, error) {
	key, err := kem.NewPrivateKey(private)
	return Opener{key}, err
}

// Open returns the ballot of a box that was sealed for this leader.
func (o Opener) Open(leader uuid.UUID, box []byte) (Ballot, error) {
	plain, err := hpke.Open(o.key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), boxInfo(leader), box)
	if err != nil {
		return Ballot{}, err
	}
	return unpad(plain)
}

// boxInfo binds a box to its leader: moved to another one it does not open.
func boxInfo(leader uuid.UUID) []byte { return []byte("ballot/v1|" + leader.String()) }

// pad writes a four-byte length, the deflated ballot and zeros up to BoxPlain.
func pad(ballot Ballot) ([]byte, error) {
	text, err := json.Marshal(ballot)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestSpeed)
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if packed.Len()+4 > BoxPlain {
		return nil, ErrBallotTooLarge
	}
	plain := make([]byte, BoxPlain)
	binary.BigEndian.PutUint32(plain, uint32(packed.Len()))
	copy(plain[4:], packed.Bytes())
	return plain, nil
}

func unpad(plain []byte) (Ballot, error) {
	if len(plain) != BoxPlain {
		return Ballot{}, fmt.Errorf("a box holds %d bytes, expected %d", len(plain), BoxPlain)
	}
	size := binary.BigEndian.Uint32(plain)
	if size > BoxPlain-4 {
		return Ballot{}, fmt.Errorf("a box claims %d bytes", size)
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(plain[4:4+size])), 1<<20))
	if err != nil {
		return Ballot{}, err
	}
	var ballot Ballot
	err = json.Unmarshal(text, &ballot)
	return ballot, err
}
