/* classifier/released.h - a released model as a folder of files.
 *
 *   weights.bin        classifier/weights.h
 *   glossary.tsv       core/glossary.h, as it was at training
 *   calibration.json   decision values to probabilities
 *   card.md            for people
 *   SHA256SUMS         of all of them, as sha256sum writes it
 */
#ifndef CLASSIFIER_RELEASED_H
#define CLASSIFIER_RELEASED_H

#include "classifier/calibrate.h"
#include "classifier/weights.h"
#include "core/glossary.h"

struct released {
    char *name;    /* owned: last part of the folder's path */
    char *version; /* owned: "risk-5+sha256:..." */
    struct weights weights;
    struct glossary *glossary; /* owned */
    struct calibrate risk[GLOSSARY_LANGUAGES];
    struct calibrate hazard[WEIGHTS_HAZARDS_MAX];
    double base_rate;
};

/* Read a folder. The errors name the file. */
int released_load(struct released **out, const char *dir, struct fail *fail);
void released_free(struct released *r);

/* Write a folder, sums last. glossary_text: the glossary's file. */
int released_save(const struct released *r, const char *dir,
    struct str glossary_text, struct str card, struct fail *fail);

/* Parse weights.bin, calibration.json and glossary.tsv from memory. */
int released_parse(struct released **out, struct str weights,
    struct str calibration, struct str glossary, struct fail *fail);

#endif
