package models

import (
	"crypto/sha256"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"
)

// Parts returns the competencies in the order in which a link's survey asks
// them: random from link to link, always the same for one link, so that no part
// comes last for everybody. The shuffle is written out (Fisher–Yates,
// ChaCha8 from the SHA-256 of the link's id) so that no library changes it.
func (q Questionnaire) Parts(link uuid.UUID) []Competency {
	parts := slices.Clone(q.Competencies)
	chance := rand.NewChaCha8(sha256.Sum256(link[:]))
	for i := len(parts) - 1; i > 0; i-- {
		j := int(chance.Uint64() % uint64(i+1))
		parts[i], parts[j] = parts[j], parts[i]
	}
	return parts
}
