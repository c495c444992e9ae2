/* classifier/tongue.h - the language a title is judged in.
 *
 * A guess from the words alone, good enough to choose a calibration: decision
 * values mean different things in languages with more or less training.
 */
#ifndef CLASSIFIER_TONGUE_H
#define CLASSIFIER_TONGUE_H

#include "classifier/token.h"
#include "core/glossary.h"

/* GLOSSARY_ZH where Chinese characters make a fifth of the letters, GLOSSARY_DE
 * where German words or letters show, else GLOSSARY_EN. */
enum glossary_language tongue_of(const struct tokens *title);

/* "en", "de", "zh". */
const char *tongue_name(enum glossary_language l);

#endif
