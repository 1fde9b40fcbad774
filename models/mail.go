package models

import "time"

// MailPatience is how long a letter may wait before it is called stuck.
const MailPatience = 15 * time.Minute
