package models_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// ballotKeys makes a key pair and what opens its boxes.
func ballotKeys(t testing.TB) (models.KeyPair, models.Opener) {
	t.Helper()
	keys, err := models.NewKeyPair()
	if err != nil {
		t.Fatal(err)
	}
	opener, err := models.NewOpener(keys.Private)
	if err != nil {
		t.Fatal(err)
	}
	return keys, opener
}

func smallBallot() models.Ballot {
	return models.Ballot{Relationship: models.Peer, Ratings: map[string]int{"1a": 3}}
}

func largeBallot() models.Ballot {
	ballot := models.Ballot{Relationship: models.Manager, Name: "Emil Khan", Ratings: map[string]int{}, Comments: map[string]string{}}
	for _, competency := range models.DefaultQuestionnaire().Competencies {
		for _, item := range competency.Items {
			ballot.Ratings[item.ID] = 5
		}
	}
	for _, question := range models.DefaultQuestionnaire().Questions {
		ballot.Comments[question.ID] = strings.Repeat("She explains why. ", 55)
	}
	return ballot
}

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	keys, opener := ballotKeys(t)
	leader := uuid.New()
	sizes := map[int]bool{}
	for _, ballot := range []models.Ballot{{}, smallBallot(), largeBallot()} {
		box, err := models.Seal(keys.Public, leader, ballot)
		if err != nil {
			t.Fatal(err)
		}
		sizes[len(box)] = true
		got, err := opener.Open(leader, box)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(ballot, got); diff != "" {
			t.Errorf("ballot (-sealed +opened):\n%s", diff)
		}
		if strings.Contains(string(box), "She explains") || strings.Contains(string(box), "1a") && strings.Contains(string(box), "peer") {
			t.Error("the box shows its ballot")
		}
	}
	if len(sizes) != 1 {
		t.Errorf("boxes have the sizes %v, want one", sizes)
	}
	one, _ := models.Seal(keys.Public, leader, smallBallot())
	two, _ := models.Seal(keys.Public, leader, smallBallot())
	if string(one) == string(two) {
		t.Error("equal ballots make equal boxes")
	}
}

func TestBoxOpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	keys, opener := ballotKeys(t)
	_, stranger := ballotKeys(t)
	leader := uuid.New()
	box, err := models.Seal(keys.Public, leader, largeBallot())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opener.Open(uuid.New(), box); err == nil {
		t.Error("a box moved to another leader opens")
	}
	if _, err := stranger.Open(leader, box); err == nil {
		t.Error("a box opens with another cycle's key")
	}
	for _, at := range []int{0, len(box) / 2, len(box) - 1} {
		changed := append([]byte(nil), box...)
		changed[at] ^= 1
		if _, err := opener.Open(leader, changed); err == nil {
			t.Errorf("a box changed at byte %d opens", at)
		}
	}
	for _, short := range [][]byte{nil, box[:10], box[:len(box)-1]} {
		if _, err := opener.Open(leader, short); err == nil {
			t.Errorf("a box cut to %d bytes opens", len(short))
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	keys, _ := ballotKeys(t)
	public, err := models.PublicOf(keys.Private)
	if err != nil || string(public) != string(keys.Public) {
		t.Errorf("PublicOf: %v", err)
	}
	if _, err := models.NewOpener([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
	if _, err := models.Seal([]byte("short"), uuid.New(), smallBallot()); err == nil {
		t.Error("a ballot is sealed with a short key")
	}
}

func TestBallotTooLarge(t *testing.T) {
	t.Parallel()
	keys, _ := ballotKeys(t)
	ballot := smallBallot()
	ballot.Comments = map[string]string{"keep": runesOf(1, 12_000, "!~")}
	if _, err := models.Seal(keys.Public, uuid.New(), ballot); !errors.Is(err, models.ErrBallotTooLarge) {
		t.Errorf("error %v, want ErrBallotTooLarge", err)
	}
}

// runesOf makes a text that hardly compresses: n random characters, drawn evenly
// from ranges given by their first and last. Another seed makes another text.
func runesOf(seed uint64, n int, ranges ...string) string {
	chance := rand.New(rand.NewPCG(seed, uint64(n)))
	var all []rune
	for _, r := range ranges {
		ends := []rune(r)
		for c := ends[0]; c <= ends[1]; c++ {
			all = append(all, c)
		}
	}
	text := make([]rune, n)
	for i := range text {
		text[i] = all[chance.IntN(len(all))]
	}
	return string(text)
}

// TestLongestComments seals three comments of the greatest length in random
// characters, which no real text comes near. A box that cannot hold them refuses.
func TestLongestComments(t *testing.T) {
	t.Parallel()
	keys, opener := ballotKeys(t)
	tests := map[string]struct {
		ranges []string
		fits   bool
	}{
		"printable ASCII":        {[]string{" ~"}, true},
		"Latin with accents":     {[]string{" ~", "Àž"}, true},
		"Greek":                  {[]string{"Αώ"}, true},
		"Cyrillic":               {[]string{"Ая"}, true},
		"Hebrew":                 {[]string{"את"}, true},
		"Arabic":                 {[]string{"ءي"}, true},
		"Devanagari":             {[]string{"अह"}, true},
		"Thai":                   {[]string{"กฮ"}, true},
		"Kana":                   {[]string{"ぁん", "ァヶ"}, true},
		"Hangul, all syllables":  {[]string{"가힣"}, true},
		"Han, all of 20 992":     {[]string{"一鿿"}, true},
		"Han, 3 500":             {[]string{"一宫"}, true},
		"emoji":                  {[]string{"🌀🛿"}, true},
		"every script":           {[]string{"!~", "¡퟿"}, true},
		"beyond the basic plane": {[]string{"𠀀𪛟"}, true},
		"all planes":             {[]string{"!\ud7ff", "\U00010000\U0010ffff"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ballot := largeBallot()
			for i, question := range models.DefaultQuestionnaire().Questions {
				ballot.Comments[question.ID] = runesOf(uint64(i), models.MaxComment, test.ranges...)
			}
			leader := uuid.New()
			box, err := models.Seal(keys.Public, leader, ballot)
			if !test.fits {
				if !errors.Is(err, models.ErrBallotTooLarge) {
					t.Errorf("error %v, want ErrBallotTooLarge", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := opener.Open(leader, box)
			if diff := cmp.Diff(ballot, got); err != nil || diff != "" {
				t.Errorf("%v (-sealed +opened):\n%s", err, diff)
			}
		})
	}
}
