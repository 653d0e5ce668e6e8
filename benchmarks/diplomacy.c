/*
 * The model in C, as a yardstick for the compiled engine. Made by `python benchmarks/to_c.py` from the rules,
 * phases, policies and draws of the package: do not edit. No part of the product.
 *
 * The bits of the Python model (what benchmarks/build.py calls "exact"):
 *     cc -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -march=native -shared -fPIC diplomacy.c -o diplomacy.so -lm
 * For orientation, other bits ("fast"):
 *     cc -Ofast -march=native -shared -fPIC diplomacy.c -o diplomacy.so -lm
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ACTOR_FAULT 500
#define AGES 64
#define ALTERNATIVES 512
#define BURDEN 0
#define C2 0.5
#define C3 0.16666666666666666
#define C4 0.041666666666666664
#define C5 0.008333333333333333
#define C6 0.001388888888888889
#define C7 0.0001984126984126984
#define C8 2.48015873015873e-05
#define CHANNEL 9
#define CHANNELS 5
#define CUSTOM 100
#define ENEMY_TONE 2
#define EXP_LIMIT 60.0
#define FACTOR_0 -766435501
#define FACTOR_2 -845247145
#define GRID 21
#define GRIT_LIMIT 1.6
#define HAWK_WEIGHT 0.004
#define HOPE 8
#define HORIZONS 9
#define IN_SESSION 3
#define LINES 6
#define LN2 0.6931471805599453
#define LOGISTIC_NORMAL 0.39269908169872414
#define LOOKBACK 64
#define MASK 4294967295
#define MOMENTUM 1
#define PIPELINE_SUBJECT 100
#define POLICY_FAULT 1000
#define PREVAIL 5
#define STANDING 4
#define STUCK 6
#define UNIT 2.220446049250313e-16
#define WEEKS_SINCE_ROUND 7
enum { Aim_NOBODY = 0, Aim_ENEMY = 1, Aim_PARTNER = 2, Aim_CLIENT = 3, Aim_RIVAL_OF_CLIENT = 4, Aim_PARTY = 5,
    Aim_MEDIATOR = 6 };
enum { Channel_MILITARY = 0, Channel_HUMANITARIAN = 1, Channel_DIPLOMATIC = 2, Channel_SUPPORT = 3,
    Channel_MEDIATION = 4, Channel_OUTCOME = 5 };
enum { Column_OUTCOME = 0, Column_END_STEP = 1, Column_FAULT = 2, Column_TRACK_MAX = 3, Column_TRACK_MAX_STEP = 4,
    Column_FIRST_CONTACT = 5, Column_FIRST_EARLY = 6, Column_FIRST_FORMAL = 7, Column_FIRST_FORMAL_FORM = 8,
    Column_FIRST_FORMAL_HOST = 9, Column_ROUNDS = 10, Column_TALK_WEEKS = 11, Column_TALK_WEEKS_WITH_STRIKES = 12,
    Column_EXCHANGES = 13, Column_CEASEFIRES = 14, Column_FIRST_CEASEFIRE = 15, Column_CEASEFIRE_WEEKS = 16,
    Column_SETTLEMENTS = 17, Column_FIRST_SETTLEMENT = 18, Column_FIRST_BREACH = 19, Column_SETTLEMENT_Q = 20,
    Column_PARTIAL_DEALS = 21, Column_FIRST_PARTIAL = 22, Column_PARTIAL_WEEKS = 23, Column_PEAK_ESCALATION = 24,
    Column_MEAN_ESCALATION = 25, Column_DAMAGE_A = 26, Column_DAMAGE_B = 27, Column_TRUST_AB_END = 28,
    Column_TRUST_BA_END = 29, Column_FRONT_END = 30, Column_CAP_RATIO_END = 31, Column_BREACHES = 32,
    Column_CEASEFIRE_STOOD = 33, Column_SETTLEMENT_STOOD = 34 };
enum { Decision_MILITARY = 0, Decision_HUMANITARIAN = 1, Decision_DIPLOMATIC = 2, Decision_SUPPORT = 3,
    Decision_MEDIATION = 4, Decision_PRIVATE_COST = 10, Decision_TRUST_PRIOR = 11, Decision_STANDING = 12,
    Decision_FRONT = 13, Decision_MISSILES = 14, Decision_MISSILE_COUNT = 15, Decision_DRONES = 16,
    Decision_DRONE_COUNT = 17, Decision_BATTLEFIELD = 18, Decision_SIGNAL = 19, Decision_REPORT = 20,
    Decision_DELIVERY = 21, Decision_SLIP = 22, Decision_PROPOSER = 23, Decision_AGENDA = 24,
    Decision_SEPARABLE_ITEM = 25, Decision_ANSWER = 26, Decision_ANSWER_CEASEFIRE = 27,
    Decision_ANSWER_SEPARABLE = 28, Decision_RESTING_LEVEL = 29, Decision_TEXT = 30, Decision_STANDING_START = 31,
    Decision_LINE = 32, Decision_LINE_START = 40, Decision_POWER = 48, Decision_POWER_VIEW = 49,
    Decision_LEADER = 50, Decision_NEW_STANDING = 51, Decision_NEW_LINE = 52, Decision_SOUNDING = 60,
    Decision_COMPLY = 64, Decision_RENEW = 96, Decision_LEANING = 160 };
enum { Effect_HOLD = 0, Effect_STRIKE = 1, Effect_OFFENSIVE = 2, Effect_RESTRAIN = 3, Effect_NO_EXCHANGE = 4,
    Effect_EXCHANGE = 5, Effect_NONE = 6, Effect_COURT = 7, Effect_PROPOSE = 8, Effect_ATTEND = 9,
    Effect_CONCEDE = 10, Effect_THREATEN = 11, Effect_WALK_OUT = 12, Effect_NO_SUPPORT = 13, Effect_PLEDGE = 14,
    Effect_SURGE = 15, Effect_CUT_BACK = 16, Effect_SANCTION = 17, Effect_RELIEVE = 18, Effect_PRESS_TO_TALK = 19,
    Effect_PROMISE_GUARANTEE = 20, Effect_STAND_BY = 21, Effect_SHUTTLE = 22, Effect_CONVENE = 23,
    Effect_FORMULATE = 24, Effect_INDUCE = 25, Effect_PRESS = 26, Effect_GUARANTEE = 27, Effect_HAND_OVER = 28,
    Effect_ROUND = 40, Effect_OFFER = 41, Effect_ACCEPT = 42, Effect_REJECT = 43, Effect_SIGN = 44,
    Effect_BREACH = 45, Effect_RENEW = 46, Effect_LAPSE = 47, Effect_SUSPEND = 48, Effect_RESUME = 49,
    Effect_DELIVER = 50, Effect_SLIP = 51, Effect_EXCHANGE_HELD = 52, Effect_MESSAGE = 53, Effect_EXOGENOUS = 54,
    Effect_VICTORY = 55, Effect_END = 56, Effect_SOUNDING = 57, Effect_NEW_LEADER = 58 };
enum { EventField_STEP = 0, EventField_ACTOR = 1, EventField_TARGET = 2, EventField_MOVE = 3,
    EventField_ACCEPTED = 4, EventField_SUBJECT = 5, EventField_VIA = 6, EventField_VALUE = 7 };
enum { Goal_ISSUE = 0, Goal_SECURITY = 1, Goal_WELFARE = 2, Goal_STANDING = 3, Goal_ALLIANCE = 4, Goal_PEACE = 5,
    Goal_PRESTIGE = 6, Goal_COMMERCE = 7 };
enum { Line_FIGHT = 0, Line_TALK = 1, Line_EXCHANGE = 2, Line_ENGAGE = 3, Line_AID = 4, Line_COERCE = 5 };
enum { Metric_TRACK = 0, Metric_FORM = 1, Metric_FRONT = 2, Metric_P_CONTEST = 3, Metric_INTENSITY = 4,
    Metric_ESC_AB = 5, Metric_ESC_BA = 6, Metric_TRUST_AB = 7, Metric_TRUST_BA = 8, Metric_CAP_A = 9,
    Metric_CAP_B = 10, Metric_HURT_A = 11, Metric_HURT_B = 12, Metric_WEARY_A = 13, Metric_WEARY_B = 14,
    Metric_BELIEF_MEAN_AB = 15, Metric_BELIEF_VAR_AB = 16, Metric_BELIEF_MEAN_BA = 17, Metric_BELIEF_VAR_BA = 18,
    Metric_STANDING_A = 19, Metric_STANDING_B = 20, Metric_ATTEND_A = 21, Metric_ATTEND_B = 22,
    Metric_SUPPORT_A = 23, Metric_SUPPORT_B = 24, Metric_PIPELINE_A = 25, Metric_PIPELINE_B = 26, Metric_ZONE = 27,
    Metric_MISSILES = 28, Metric_DRONES = 29, Metric_DEALS = 30, Metric_CEASEFIRE = 31, Metric_SETTLEMENT = 32,
    Metric_POWER_VIEW_A = 33, Metric_POWER_VIEW_B = 34 };
enum { Outcome_VICTORY_A = 0, Outcome_VICTORY_B = 1, Outcome_SETTLEMENT_HELD = 2, Outcome_SETTLEMENT_RELAPSED = 3,
    Outcome_CEASEFIRE = 4, Outcome_FORMAL_TALKS_ONLY = 5, Outcome_EARLY_DISCUSSIONS_ONLY = 6,
    Outcome_NO_CONTACT = 7 };
enum { Policy_QUANTAL = 0, Policy_BEST_RESPONSE = 1, Policy_RANDOM = 2, Policy_HAWK = 3, Policy_DOVE = 4,
    Policy_TIT_FOR_TAT = 5, Policy_GRIT = 6, Policy_STATUS_QUO = 7 };
enum { TalkForm_NONE = 0, TalkForm_DIRECT = 1, TalkForm_PROXIMITY = 2, TalkForm_SHUTTLE = 3 };
enum { Track_NO_CONTACT = 0, Track_CONTACTS = 1, Track_EARLY_DISCUSSIONS = 2, Track_FORMAL_TALKS = 3,
    Track_CEASEFIRE = 4, Track_SETTLEMENT = 5 };
enum { Variable_SUPPORT = 0, Variable_CAPABILITY = 1, Variable_STANDING = 2, Variable_LEVERAGE = 3,
    Variable_CREDIBILITY = 4, Variable_BIAS = 5, Variable_TRUST = 6, Variable_COST = 7, Variable_REFUSAL_COST = 8,
    Variable_SANCTIONS = 9, Variable_TALK_LINE = 10, Variable_AID_LINE = 11, Variable_LEADER = 12 };

typedef struct {
    int64_t seed_low;
    int64_t seed_high;
    int64_t run;
    int64_t step;
    int64_t n_events;
    int64_t ended;
    int64_t fault;
    double front;
    double fronts[64];
    double prisoners;
    double p;
    double intensity;
    double power;
    double keep;
    double left[64];
    double over_interval[64];
    double until_interval[64][9];
    double past_interval[64][9];
    int64_t stuck;
    double momentum;
    double missiles;
    double drones;
    double ground;
    double capability[64];
    double rest[64];
    double hurt[64];
    double weariness[64];
    double usual[64];
    double damage[64];
    double private_cost[64];
    double sanctions[64];
    double offensive[64];
    double push[64];
    double salvo[64];
    double damage_total[2];
    double public_mean[64];
    double public_var[64];
    double power_mean[64];
    double power_seen[64];
    double power_var[64];
    double chance[64];
    double chance_seen[64];
    double pooled[64];
    double pooled_start[64];
    double bias[64];
    int64_t report[64];
    int64_t reporter[64];
    double told[64];
    double standing[64];
    double attend[64];
    double refusal[64];
    double line[64][6];
    int64_t n_lines;
    int64_t line_actor[384];
    int64_t line_kind[384];
    int64_t line_key[384];
    double luck[384];
    double shock[384];
    double demand[64];
    double tired[64];
    int64_t n_pipelines;
    int64_t pl_supplier[64];
    int64_t pl_recipient[64];
    double pl_rate[64];
    double pl_first[64];
    double pl_last[64];
    double pl_credibility[64];
    int64_t pl_key[64];
    int64_t pl_label[64];
    int64_t track;
    int64_t form;
    int64_t host;
    int64_t invited_until;
    int64_t last_round;
    int64_t last_contact;
    int64_t last_early;
    int64_t in_session;
    int64_t coordinated_until;
    int64_t text_by;
    int64_t text_item;
    int64_t worked[64];
    int64_t last_offer;
    int64_t window;
    int64_t last_breach;
    int64_t last_exchange;
    int64_t rejected[14];
    int64_t affront[64];
    double cover[64];
    double vouched[64];
    double factor;
    double inducement[64];
    double pressure[64];
    double guaranteed[64];
    double monitoring;
    int64_t on[14];
    int64_t since[14];
    int64_t until[14];
    int64_t suspended[14];
    int64_t by[14];
    double monitored[14];
    double ag_cover[64];
    double ag_induce[64];
    double ag_floor[64];
    double settlement_q;
    double leaning[14][64];
    double distrust[14][64];
    double package[21][12];
    double utility[64][21];
    double agreed[64][21];
    double conceded[64][21];
    double ahead[2][9];
    double ahead_until[9];
    double odds[21];
    double promise[64];
    double stake;
    double text_worth;
    double horizon_p[9];
    double horizon_h[9];
    double war[64];
    double war_public[64];
    double to_come[64];
    double to_come_public[64];
    double after_peace[64];
    double shift[64];
    double surprise[64];
    double weight[64];
    double toll[64];
    double spread[64];
    double power_slope[64];
    double prospect;
    int64_t public_q;
    double zone;
    double best_q[64];
    double their_war[64];
    double their_slope[64];
    double best_chance[64];
    double best_surplus[64];
    double deal_chance[64];
    double deal_surplus[64];
    double side_gain[64];
    double hope[64];
    double wish[64];
    int64_t move[64][5];
    int64_t target[64][5];
    double last_hostility[64];
    int64_t n_alternatives;
    int64_t alt_move[512];
    int64_t alt_target[512];
    int64_t alt_family[512];
    double alt_value[512];
    double alt_share[512];
    double alt_tone[512];
    double alt_weight[512];
    double members[96];
    double top[96];
    double seen[10];
    double metric[35];
    int64_t track_max;
    int64_t track_max_step;
    int64_t first_contact;
    int64_t first_early;
    int64_t first_formal;
    int64_t first_form;
    int64_t first_host;
    int64_t rounds;
    int64_t talk_weeks;
    int64_t talk_strikes;
    int64_t exchanges;
    int64_t ceasefires;
    int64_t first_ceasefire;
    int64_t ceasefire_weeks;
    int64_t settlements;
    int64_t first_settlement;
    int64_t first_breach;
    int64_t partial_deals;
    int64_t first_partial;
    int64_t partial_weeks;
    int64_t breaches;
    double peak_escalation;
    double sum_escalation;
    int64_t invitations;
    int64_t campaign_weeks;
    int64_t victor;
    int64_t outcome;
    int64_t struck;
    double escalation[64][64];
    double belief_mean[64][64];
    double belief_var[64][64];
    double trust[64][64];
    double trust_prior[64][64];
    double support[64][64];
    double leverage[64][64];
    double reliable[64][64];
    double unreliable[64][64];
    double ledger[64][64];
    int64_t pressed[64][64];
    int64_t refused[64][64];
    int64_t visited[64][64];
    int64_t answer[64][64];
    int64_t asked[64][64];
} STATE;
_Static_assert(sizeof(STATE) == 642744, "size of STATE");
_Static_assert(offsetof(STATE, seed_low) == 0, "STATE.seed_low");
_Static_assert(offsetof(STATE, seed_high) == 8, "STATE.seed_high");
_Static_assert(offsetof(STATE, run) == 16, "STATE.run");
_Static_assert(offsetof(STATE, step) == 24, "STATE.step");
_Static_assert(offsetof(STATE, n_events) == 32, "STATE.n_events");
_Static_assert(offsetof(STATE, ended) == 40, "STATE.ended");
_Static_assert(offsetof(STATE, fault) == 48, "STATE.fault");
_Static_assert(offsetof(STATE, front) == 56, "STATE.front");
_Static_assert(offsetof(STATE, fronts) == 64, "STATE.fronts");
_Static_assert(offsetof(STATE, prisoners) == 576, "STATE.prisoners");
_Static_assert(offsetof(STATE, p) == 584, "STATE.p");
_Static_assert(offsetof(STATE, intensity) == 592, "STATE.intensity");
_Static_assert(offsetof(STATE, power) == 600, "STATE.power");
_Static_assert(offsetof(STATE, keep) == 608, "STATE.keep");
_Static_assert(offsetof(STATE, left) == 616, "STATE.left");
_Static_assert(offsetof(STATE, over_interval) == 1128, "STATE.over_interval");
_Static_assert(offsetof(STATE, until_interval) == 1640, "STATE.until_interval");
_Static_assert(offsetof(STATE, past_interval) == 6248, "STATE.past_interval");
_Static_assert(offsetof(STATE, stuck) == 10856, "STATE.stuck");
_Static_assert(offsetof(STATE, momentum) == 10864, "STATE.momentum");
_Static_assert(offsetof(STATE, missiles) == 10872, "STATE.missiles");
_Static_assert(offsetof(STATE, drones) == 10880, "STATE.drones");
_Static_assert(offsetof(STATE, ground) == 10888, "STATE.ground");
_Static_assert(offsetof(STATE, capability) == 10896, "STATE.capability");
_Static_assert(offsetof(STATE, rest) == 11408, "STATE.rest");
_Static_assert(offsetof(STATE, hurt) == 11920, "STATE.hurt");
_Static_assert(offsetof(STATE, weariness) == 12432, "STATE.weariness");
_Static_assert(offsetof(STATE, usual) == 12944, "STATE.usual");
_Static_assert(offsetof(STATE, damage) == 13456, "STATE.damage");
_Static_assert(offsetof(STATE, private_cost) == 13968, "STATE.private_cost");
_Static_assert(offsetof(STATE, sanctions) == 14480, "STATE.sanctions");
_Static_assert(offsetof(STATE, offensive) == 14992, "STATE.offensive");
_Static_assert(offsetof(STATE, push) == 15504, "STATE.push");
_Static_assert(offsetof(STATE, salvo) == 16016, "STATE.salvo");
_Static_assert(offsetof(STATE, damage_total) == 16528, "STATE.damage_total");
_Static_assert(offsetof(STATE, public_mean) == 16544, "STATE.public_mean");
_Static_assert(offsetof(STATE, public_var) == 17056, "STATE.public_var");
_Static_assert(offsetof(STATE, power_mean) == 17568, "STATE.power_mean");
_Static_assert(offsetof(STATE, power_seen) == 18080, "STATE.power_seen");
_Static_assert(offsetof(STATE, power_var) == 18592, "STATE.power_var");
_Static_assert(offsetof(STATE, chance) == 19104, "STATE.chance");
_Static_assert(offsetof(STATE, chance_seen) == 19616, "STATE.chance_seen");
_Static_assert(offsetof(STATE, pooled) == 20128, "STATE.pooled");
_Static_assert(offsetof(STATE, pooled_start) == 20640, "STATE.pooled_start");
_Static_assert(offsetof(STATE, bias) == 21152, "STATE.bias");
_Static_assert(offsetof(STATE, report) == 21664, "STATE.report");
_Static_assert(offsetof(STATE, reporter) == 22176, "STATE.reporter");
_Static_assert(offsetof(STATE, told) == 22688, "STATE.told");
_Static_assert(offsetof(STATE, standing) == 23200, "STATE.standing");
_Static_assert(offsetof(STATE, attend) == 23712, "STATE.attend");
_Static_assert(offsetof(STATE, refusal) == 24224, "STATE.refusal");
_Static_assert(offsetof(STATE, line) == 24736, "STATE.line");
_Static_assert(offsetof(STATE, n_lines) == 27808, "STATE.n_lines");
_Static_assert(offsetof(STATE, line_actor) == 27816, "STATE.line_actor");
_Static_assert(offsetof(STATE, line_kind) == 30888, "STATE.line_kind");
_Static_assert(offsetof(STATE, line_key) == 33960, "STATE.line_key");
_Static_assert(offsetof(STATE, luck) == 37032, "STATE.luck");
_Static_assert(offsetof(STATE, shock) == 40104, "STATE.shock");
_Static_assert(offsetof(STATE, demand) == 43176, "STATE.demand");
_Static_assert(offsetof(STATE, tired) == 43688, "STATE.tired");
_Static_assert(offsetof(STATE, n_pipelines) == 44200, "STATE.n_pipelines");
_Static_assert(offsetof(STATE, pl_supplier) == 44208, "STATE.pl_supplier");
_Static_assert(offsetof(STATE, pl_recipient) == 44720, "STATE.pl_recipient");
_Static_assert(offsetof(STATE, pl_rate) == 45232, "STATE.pl_rate");
_Static_assert(offsetof(STATE, pl_first) == 45744, "STATE.pl_first");
_Static_assert(offsetof(STATE, pl_last) == 46256, "STATE.pl_last");
_Static_assert(offsetof(STATE, pl_credibility) == 46768, "STATE.pl_credibility");
_Static_assert(offsetof(STATE, pl_key) == 47280, "STATE.pl_key");
_Static_assert(offsetof(STATE, pl_label) == 47792, "STATE.pl_label");
_Static_assert(offsetof(STATE, track) == 48304, "STATE.track");
_Static_assert(offsetof(STATE, form) == 48312, "STATE.form");
_Static_assert(offsetof(STATE, host) == 48320, "STATE.host");
_Static_assert(offsetof(STATE, invited_until) == 48328, "STATE.invited_until");
_Static_assert(offsetof(STATE, last_round) == 48336, "STATE.last_round");
_Static_assert(offsetof(STATE, last_contact) == 48344, "STATE.last_contact");
_Static_assert(offsetof(STATE, last_early) == 48352, "STATE.last_early");
_Static_assert(offsetof(STATE, in_session) == 48360, "STATE.in_session");
_Static_assert(offsetof(STATE, coordinated_until) == 48368, "STATE.coordinated_until");
_Static_assert(offsetof(STATE, text_by) == 48376, "STATE.text_by");
_Static_assert(offsetof(STATE, text_item) == 48384, "STATE.text_item");
_Static_assert(offsetof(STATE, worked) == 48392, "STATE.worked");
_Static_assert(offsetof(STATE, last_offer) == 48904, "STATE.last_offer");
_Static_assert(offsetof(STATE, window) == 48912, "STATE.window");
_Static_assert(offsetof(STATE, last_breach) == 48920, "STATE.last_breach");
_Static_assert(offsetof(STATE, last_exchange) == 48928, "STATE.last_exchange");
_Static_assert(offsetof(STATE, rejected) == 48936, "STATE.rejected");
_Static_assert(offsetof(STATE, affront) == 49048, "STATE.affront");
_Static_assert(offsetof(STATE, cover) == 49560, "STATE.cover");
_Static_assert(offsetof(STATE, vouched) == 50072, "STATE.vouched");
_Static_assert(offsetof(STATE, factor) == 50584, "STATE.factor");
_Static_assert(offsetof(STATE, inducement) == 50592, "STATE.inducement");
_Static_assert(offsetof(STATE, pressure) == 51104, "STATE.pressure");
_Static_assert(offsetof(STATE, guaranteed) == 51616, "STATE.guaranteed");
_Static_assert(offsetof(STATE, monitoring) == 52128, "STATE.monitoring");
_Static_assert(offsetof(STATE, on) == 52136, "STATE.on");
_Static_assert(offsetof(STATE, since) == 52248, "STATE.since");
_Static_assert(offsetof(STATE, until) == 52360, "STATE.until");
_Static_assert(offsetof(STATE, suspended) == 52472, "STATE.suspended");
_Static_assert(offsetof(STATE, by) == 52584, "STATE.by");
_Static_assert(offsetof(STATE, monitored) == 52696, "STATE.monitored");
_Static_assert(offsetof(STATE, ag_cover) == 52808, "STATE.ag_cover");
_Static_assert(offsetof(STATE, ag_induce) == 53320, "STATE.ag_induce");
_Static_assert(offsetof(STATE, ag_floor) == 53832, "STATE.ag_floor");
_Static_assert(offsetof(STATE, settlement_q) == 54344, "STATE.settlement_q");
_Static_assert(offsetof(STATE, leaning) == 54352, "STATE.leaning");
_Static_assert(offsetof(STATE, distrust) == 61520, "STATE.distrust");
_Static_assert(offsetof(STATE, package) == 68688, "STATE.package");
_Static_assert(offsetof(STATE, utility) == 70704, "STATE.utility");
_Static_assert(offsetof(STATE, agreed) == 81456, "STATE.agreed");
_Static_assert(offsetof(STATE, conceded) == 92208, "STATE.conceded");
_Static_assert(offsetof(STATE, ahead) == 102960, "STATE.ahead");
_Static_assert(offsetof(STATE, ahead_until) == 103104, "STATE.ahead_until");
_Static_assert(offsetof(STATE, odds) == 103176, "STATE.odds");
_Static_assert(offsetof(STATE, promise) == 103344, "STATE.promise");
_Static_assert(offsetof(STATE, stake) == 103856, "STATE.stake");
_Static_assert(offsetof(STATE, text_worth) == 103864, "STATE.text_worth");
_Static_assert(offsetof(STATE, horizon_p) == 103872, "STATE.horizon_p");
_Static_assert(offsetof(STATE, horizon_h) == 103944, "STATE.horizon_h");
_Static_assert(offsetof(STATE, war) == 104016, "STATE.war");
_Static_assert(offsetof(STATE, war_public) == 104528, "STATE.war_public");
_Static_assert(offsetof(STATE, to_come) == 105040, "STATE.to_come");
_Static_assert(offsetof(STATE, to_come_public) == 105552, "STATE.to_come_public");
_Static_assert(offsetof(STATE, after_peace) == 106064, "STATE.after_peace");
_Static_assert(offsetof(STATE, shift) == 106576, "STATE.shift");
_Static_assert(offsetof(STATE, surprise) == 107088, "STATE.surprise");
_Static_assert(offsetof(STATE, weight) == 107600, "STATE.weight");
_Static_assert(offsetof(STATE, toll) == 108112, "STATE.toll");
_Static_assert(offsetof(STATE, spread) == 108624, "STATE.spread");
_Static_assert(offsetof(STATE, power_slope) == 109136, "STATE.power_slope");
_Static_assert(offsetof(STATE, prospect) == 109648, "STATE.prospect");
_Static_assert(offsetof(STATE, public_q) == 109656, "STATE.public_q");
_Static_assert(offsetof(STATE, zone) == 109664, "STATE.zone");
_Static_assert(offsetof(STATE, best_q) == 109672, "STATE.best_q");
_Static_assert(offsetof(STATE, their_war) == 110184, "STATE.their_war");
_Static_assert(offsetof(STATE, their_slope) == 110696, "STATE.their_slope");
_Static_assert(offsetof(STATE, best_chance) == 111208, "STATE.best_chance");
_Static_assert(offsetof(STATE, best_surplus) == 111720, "STATE.best_surplus");
_Static_assert(offsetof(STATE, deal_chance) == 112232, "STATE.deal_chance");
_Static_assert(offsetof(STATE, deal_surplus) == 112744, "STATE.deal_surplus");
_Static_assert(offsetof(STATE, side_gain) == 113256, "STATE.side_gain");
_Static_assert(offsetof(STATE, hope) == 113768, "STATE.hope");
_Static_assert(offsetof(STATE, wish) == 114280, "STATE.wish");
_Static_assert(offsetof(STATE, move) == 114792, "STATE.move");
_Static_assert(offsetof(STATE, target) == 117352, "STATE.target");
_Static_assert(offsetof(STATE, last_hostility) == 119912, "STATE.last_hostility");
_Static_assert(offsetof(STATE, n_alternatives) == 120424, "STATE.n_alternatives");
_Static_assert(offsetof(STATE, alt_move) == 120432, "STATE.alt_move");
_Static_assert(offsetof(STATE, alt_target) == 124528, "STATE.alt_target");
_Static_assert(offsetof(STATE, alt_family) == 128624, "STATE.alt_family");
_Static_assert(offsetof(STATE, alt_value) == 132720, "STATE.alt_value");
_Static_assert(offsetof(STATE, alt_share) == 136816, "STATE.alt_share");
_Static_assert(offsetof(STATE, alt_tone) == 140912, "STATE.alt_tone");
_Static_assert(offsetof(STATE, alt_weight) == 145008, "STATE.alt_weight");
_Static_assert(offsetof(STATE, members) == 149104, "STATE.members");
_Static_assert(offsetof(STATE, top) == 149872, "STATE.top");
_Static_assert(offsetof(STATE, seen) == 150640, "STATE.seen");
_Static_assert(offsetof(STATE, metric) == 150720, "STATE.metric");
_Static_assert(offsetof(STATE, track_max) == 151000, "STATE.track_max");
_Static_assert(offsetof(STATE, track_max_step) == 151008, "STATE.track_max_step");
_Static_assert(offsetof(STATE, first_contact) == 151016, "STATE.first_contact");
_Static_assert(offsetof(STATE, first_early) == 151024, "STATE.first_early");
_Static_assert(offsetof(STATE, first_formal) == 151032, "STATE.first_formal");
_Static_assert(offsetof(STATE, first_form) == 151040, "STATE.first_form");
_Static_assert(offsetof(STATE, first_host) == 151048, "STATE.first_host");
_Static_assert(offsetof(STATE, rounds) == 151056, "STATE.rounds");
_Static_assert(offsetof(STATE, talk_weeks) == 151064, "STATE.talk_weeks");
_Static_assert(offsetof(STATE, talk_strikes) == 151072, "STATE.talk_strikes");
_Static_assert(offsetof(STATE, exchanges) == 151080, "STATE.exchanges");
_Static_assert(offsetof(STATE, ceasefires) == 151088, "STATE.ceasefires");
_Static_assert(offsetof(STATE, first_ceasefire) == 151096, "STATE.first_ceasefire");
_Static_assert(offsetof(STATE, ceasefire_weeks) == 151104, "STATE.ceasefire_weeks");
_Static_assert(offsetof(STATE, settlements) == 151112, "STATE.settlements");
_Static_assert(offsetof(STATE, first_settlement) == 151120, "STATE.first_settlement");
_Static_assert(offsetof(STATE, first_breach) == 151128, "STATE.first_breach");
_Static_assert(offsetof(STATE, partial_deals) == 151136, "STATE.partial_deals");
_Static_assert(offsetof(STATE, first_partial) == 151144, "STATE.first_partial");
_Static_assert(offsetof(STATE, partial_weeks) == 151152, "STATE.partial_weeks");
_Static_assert(offsetof(STATE, breaches) == 151160, "STATE.breaches");
_Static_assert(offsetof(STATE, peak_escalation) == 151168, "STATE.peak_escalation");
_Static_assert(offsetof(STATE, sum_escalation) == 151176, "STATE.sum_escalation");
_Static_assert(offsetof(STATE, invitations) == 151184, "STATE.invitations");
_Static_assert(offsetof(STATE, campaign_weeks) == 151192, "STATE.campaign_weeks");
_Static_assert(offsetof(STATE, victor) == 151200, "STATE.victor");
_Static_assert(offsetof(STATE, outcome) == 151208, "STATE.outcome");
_Static_assert(offsetof(STATE, struck) == 151216, "STATE.struck");
_Static_assert(offsetof(STATE, escalation) == 151224, "STATE.escalation");
_Static_assert(offsetof(STATE, belief_mean) == 183992, "STATE.belief_mean");
_Static_assert(offsetof(STATE, belief_var) == 216760, "STATE.belief_var");
_Static_assert(offsetof(STATE, trust) == 249528, "STATE.trust");
_Static_assert(offsetof(STATE, trust_prior) == 282296, "STATE.trust_prior");
_Static_assert(offsetof(STATE, support) == 315064, "STATE.support");
_Static_assert(offsetof(STATE, leverage) == 347832, "STATE.leverage");
_Static_assert(offsetof(STATE, reliable) == 380600, "STATE.reliable");
_Static_assert(offsetof(STATE, unreliable) == 413368, "STATE.unreliable");
_Static_assert(offsetof(STATE, ledger) == 446136, "STATE.ledger");
_Static_assert(offsetof(STATE, pressed) == 478904, "STATE.pressed");
_Static_assert(offsetof(STATE, refused) == 511672, "STATE.refused");
_Static_assert(offsetof(STATE, visited) == 544440, "STATE.visited");
_Static_assert(offsetof(STATE, answer) == 577208, "STATE.answer");
_Static_assert(offsetof(STATE, asked) == 609976, "STATE.asked");

typedef struct {
    int64_t n;
    int64_t n_issues;
    int64_t n_moves;
    int64_t n_pipelines;
    int64_t n_events;
    int64_t n_patrons;
    int64_t n_mediators;
    int64_t horizon;
    double days;
    int64_t lead[2];
    int64_t patrons[64];
    int64_t mediators[64];
    int64_t parties[64];
    int64_t n_parties;
    int64_t partners[64][64];
    int64_t n_partners[64];
    int64_t key[64];
    int64_t active[64];
    int64_t policy[64];
    int64_t party[64];
    int64_t patron[64];
    int64_t mediator[64];
    int64_t side[64];
    int64_t veto[64];
    double ideal[64][12];
    double salience[64][12];
    double gain[64][12];
    int64_t separable[12];
    int64_t indivisible[12];
    int64_t covers[12];
    int64_t humanitarian[12];
    int64_t term[12];
    double capability[64];
    double sustainable[64];
    double dependence[64];
    double cost[64];
    double cost_sd[64];
    double hawkishness[64];
    double patience[64];
    double rest[64];
    double guarantee[64];
    double arms[64];
    double bias[64];
    double accuracy[64];
    double optimism[64];
    double tenure[64];
    int64_t allegiance[64];
    double weariness[64];
    double line[64][6];
    int64_t line_set[64][6];
    double goal[64][8];
    double commerce[64][64];
    double leverage[64][64];
    double credibility[64][64];
    double support[64][64];
    double alignment[64][64];
    double trust[64][64];
    double escalation[64][64];
    int64_t pl_supplier[64];
    int64_t pl_recipient[64];
    double pl_rate[64];
    double pl_first[64];
    double pl_last[64];
    double pl_credibility[64];
    int64_t pl_key[64];
    int64_t deal_on[14];
    int64_t deal_until[14];
    int64_t deal_mediator[14];
    double deal_monitored[14];
    double deal_guarantee[14];
    int64_t answer[64][64];
    int64_t asked[64][64];
    int64_t ex_step[64];
    int64_t ex_variable[64];
    int64_t ex_actor[64];
    int64_t ex_target[64];
    double ex_change[64];
    double front;
    double momentum;
    double prisoners;
    int64_t mv_channel[96];
    int64_t mv_effect[96];
    int64_t mv_aim[96];
    int64_t mv_family[96];
    double mv_size[96];
    double mv_push[96];
    double mv_cost[96];
    double mv_trust[96];
    double mv_goldstein[96];
    int64_t ef_row[64];
    int64_t idle[5];
    int64_t ch_first[7];
    int64_t ch_move[96];
} CASE;
_Static_assert(sizeof(CASE) == 386280, "size of CASE");
_Static_assert(offsetof(CASE, n) == 0, "CASE.n");
_Static_assert(offsetof(CASE, n_issues) == 8, "CASE.n_issues");
_Static_assert(offsetof(CASE, n_moves) == 16, "CASE.n_moves");
_Static_assert(offsetof(CASE, n_pipelines) == 24, "CASE.n_pipelines");
_Static_assert(offsetof(CASE, n_events) == 32, "CASE.n_events");
_Static_assert(offsetof(CASE, n_patrons) == 40, "CASE.n_patrons");
_Static_assert(offsetof(CASE, n_mediators) == 48, "CASE.n_mediators");
_Static_assert(offsetof(CASE, horizon) == 56, "CASE.horizon");
_Static_assert(offsetof(CASE, days) == 64, "CASE.days");
_Static_assert(offsetof(CASE, lead) == 72, "CASE.lead");
_Static_assert(offsetof(CASE, patrons) == 88, "CASE.patrons");
_Static_assert(offsetof(CASE, mediators) == 600, "CASE.mediators");
_Static_assert(offsetof(CASE, parties) == 1112, "CASE.parties");
_Static_assert(offsetof(CASE, n_parties) == 1624, "CASE.n_parties");
_Static_assert(offsetof(CASE, partners) == 1632, "CASE.partners");
_Static_assert(offsetof(CASE, n_partners) == 34400, "CASE.n_partners");
_Static_assert(offsetof(CASE, key) == 34912, "CASE.key");
_Static_assert(offsetof(CASE, active) == 35424, "CASE.active");
_Static_assert(offsetof(CASE, policy) == 35936, "CASE.policy");
_Static_assert(offsetof(CASE, party) == 36448, "CASE.party");
_Static_assert(offsetof(CASE, patron) == 36960, "CASE.patron");
_Static_assert(offsetof(CASE, mediator) == 37472, "CASE.mediator");
_Static_assert(offsetof(CASE, side) == 37984, "CASE.side");
_Static_assert(offsetof(CASE, veto) == 38496, "CASE.veto");
_Static_assert(offsetof(CASE, ideal) == 39008, "CASE.ideal");
_Static_assert(offsetof(CASE, salience) == 45152, "CASE.salience");
_Static_assert(offsetof(CASE, gain) == 51296, "CASE.gain");
_Static_assert(offsetof(CASE, separable) == 57440, "CASE.separable");
_Static_assert(offsetof(CASE, indivisible) == 57536, "CASE.indivisible");
_Static_assert(offsetof(CASE, covers) == 57632, "CASE.covers");
_Static_assert(offsetof(CASE, humanitarian) == 57728, "CASE.humanitarian");
_Static_assert(offsetof(CASE, term) == 57824, "CASE.term");
_Static_assert(offsetof(CASE, capability) == 57920, "CASE.capability");
_Static_assert(offsetof(CASE, sustainable) == 58432, "CASE.sustainable");
_Static_assert(offsetof(CASE, dependence) == 58944, "CASE.dependence");
_Static_assert(offsetof(CASE, cost) == 59456, "CASE.cost");
_Static_assert(offsetof(CASE, cost_sd) == 59968, "CASE.cost_sd");
_Static_assert(offsetof(CASE, hawkishness) == 60480, "CASE.hawkishness");
_Static_assert(offsetof(CASE, patience) == 60992, "CASE.patience");
_Static_assert(offsetof(CASE, rest) == 61504, "CASE.rest");
_Static_assert(offsetof(CASE, guarantee) == 62016, "CASE.guarantee");
_Static_assert(offsetof(CASE, arms) == 62528, "CASE.arms");
_Static_assert(offsetof(CASE, bias) == 63040, "CASE.bias");
_Static_assert(offsetof(CASE, accuracy) == 63552, "CASE.accuracy");
_Static_assert(offsetof(CASE, optimism) == 64064, "CASE.optimism");
_Static_assert(offsetof(CASE, tenure) == 64576, "CASE.tenure");
_Static_assert(offsetof(CASE, allegiance) == 65088, "CASE.allegiance");
_Static_assert(offsetof(CASE, weariness) == 65600, "CASE.weariness");
_Static_assert(offsetof(CASE, line) == 66112, "CASE.line");
_Static_assert(offsetof(CASE, line_set) == 69184, "CASE.line_set");
_Static_assert(offsetof(CASE, goal) == 72256, "CASE.goal");
_Static_assert(offsetof(CASE, commerce) == 76352, "CASE.commerce");
_Static_assert(offsetof(CASE, leverage) == 109120, "CASE.leverage");
_Static_assert(offsetof(CASE, credibility) == 141888, "CASE.credibility");
_Static_assert(offsetof(CASE, support) == 174656, "CASE.support");
_Static_assert(offsetof(CASE, alignment) == 207424, "CASE.alignment");
_Static_assert(offsetof(CASE, trust) == 240192, "CASE.trust");
_Static_assert(offsetof(CASE, escalation) == 272960, "CASE.escalation");
_Static_assert(offsetof(CASE, pl_supplier) == 305728, "CASE.pl_supplier");
_Static_assert(offsetof(CASE, pl_recipient) == 306240, "CASE.pl_recipient");
_Static_assert(offsetof(CASE, pl_rate) == 306752, "CASE.pl_rate");
_Static_assert(offsetof(CASE, pl_first) == 307264, "CASE.pl_first");
_Static_assert(offsetof(CASE, pl_last) == 307776, "CASE.pl_last");
_Static_assert(offsetof(CASE, pl_credibility) == 308288, "CASE.pl_credibility");
_Static_assert(offsetof(CASE, pl_key) == 308800, "CASE.pl_key");
_Static_assert(offsetof(CASE, deal_on) == 309312, "CASE.deal_on");
_Static_assert(offsetof(CASE, deal_until) == 309424, "CASE.deal_until");
_Static_assert(offsetof(CASE, deal_mediator) == 309536, "CASE.deal_mediator");
_Static_assert(offsetof(CASE, deal_monitored) == 309648, "CASE.deal_monitored");
_Static_assert(offsetof(CASE, deal_guarantee) == 309760, "CASE.deal_guarantee");
_Static_assert(offsetof(CASE, answer) == 309872, "CASE.answer");
_Static_assert(offsetof(CASE, asked) == 342640, "CASE.asked");
_Static_assert(offsetof(CASE, ex_step) == 375408, "CASE.ex_step");
_Static_assert(offsetof(CASE, ex_variable) == 375920, "CASE.ex_variable");
_Static_assert(offsetof(CASE, ex_actor) == 376432, "CASE.ex_actor");
_Static_assert(offsetof(CASE, ex_target) == 376944, "CASE.ex_target");
_Static_assert(offsetof(CASE, ex_change) == 377456, "CASE.ex_change");
_Static_assert(offsetof(CASE, front) == 377968, "CASE.front");
_Static_assert(offsetof(CASE, momentum) == 377976, "CASE.momentum");
_Static_assert(offsetof(CASE, prisoners) == 377984, "CASE.prisoners");
_Static_assert(offsetof(CASE, mv_channel) == 377992, "CASE.mv_channel");
_Static_assert(offsetof(CASE, mv_effect) == 378760, "CASE.mv_effect");
_Static_assert(offsetof(CASE, mv_aim) == 379528, "CASE.mv_aim");
_Static_assert(offsetof(CASE, mv_family) == 380296, "CASE.mv_family");
_Static_assert(offsetof(CASE, mv_size) == 381064, "CASE.mv_size");
_Static_assert(offsetof(CASE, mv_push) == 381832, "CASE.mv_push");
_Static_assert(offsetof(CASE, mv_cost) == 382600, "CASE.mv_cost");
_Static_assert(offsetof(CASE, mv_trust) == 383368, "CASE.mv_trust");
_Static_assert(offsetof(CASE, mv_goldstein) == 384136, "CASE.mv_goldstein");
_Static_assert(offsetof(CASE, ef_row) == 384904, "CASE.ef_row");
_Static_assert(offsetof(CASE, idle) == 385416, "CASE.idle");
_Static_assert(offsetof(CASE, ch_first) == 385456, "CASE.ch_first");
_Static_assert(offsetof(CASE, ch_move) == 385512, "CASE.ch_move");

typedef struct {
    double lambda_accept;
    double lambda_choice;
    double line_life;
    double mood_sd;
    double engage_sd;
    double fight_sd;
    double aid_sd;
    double power_sd;
    double lambda_message;
    double curvature;
    double decisiveness;
    double lookback;
    double stuck;
    double front_speed;
    double front_noise;
    double offensive_boost;
    double campaign_start;
    double offensive_losses;
    double production;
    double attrition;
    double front_bound;
    double capability_floor;
    double surprise;
    double fatigue;
    double reaction;
    double strike_share;
    double salvo_floor;
    double missile_dispersion;
    double drone_dispersion;
    double missiles_mean;
    double drones_mean;
    double hurt_rate;
    double weariness_rate;
    double weariness_gain;
    double shield;
    double sanction_weight;
    double battlefield_noise;
    double belief_drift;
    double report_noise;
    double trust_spread;
    double trust_gain;
    double trust_loss;
    double trust_recovery;
    double transfer;
    double honour;
    double deterrence;
    double detection;
    double temper;
    double terms_interval;
    double concession_cost;
    double ceasefire_cost;
    double deal_cost;
    double renewal_cost;
    double spared_ceasefire;
    double spared_truce;
    double settlement_violence;
    double ceasefire_violence;
    double truce_violence;
    double life_settlement;
    double life_ceasefire;
    double life_truce;
    double suspend_share;
    double suspend_limit;
    double breach_anger;
    double implementation;
    double standing_sd;
    double standing_weariness;
    double seen_cost;
    double seen_relief;
    double side_benefit;
    double talk_image;
    double ripeness;
    double fruitless_cost;
    double session_memory;
    double track_memory;
    double refusal_cost;
    double refusal_fade;
    double rounds_expected;
    double attend_memory;
    double attend_start;
    double text_solution;
    double visit_memory;
    double silence;
    double walk_out_drop;
    double default_term;
    double momentum_lost;
    double text_weight;
    double cover;
    double proximity_trust;
    double vouch;
    double overlap;
    double credibility_record;
    double credibility_step;
    double leverage_wear;
    double leverage_regrowth;
    double inducement_fade;
    double offer_fade;
    double guarantee_fade;
    double kydd_war;
    double kydd_loss;
    double kydd_gain;
    double kydd_failure;
    double support_rate;
    double counter_support;
    double substitution;
    double delivery_lump;
    double pledge_lead;
    double pledge_credibility;
    double exchange_gain;
    double exchange_cost;
    double exchange_help;
    double exchange_frame;
    double exchange_release;
    double prisoner_inflow;
    double strike_gain;
    double strike_retaliation;
    double strike_blame;
    double planning;
    double restraint_exposure;
    double restraint_praise;
    double court_gain;
    double pledge_gain;
    double sanction_gain;
    double press_gain;
    double guarantee_gain;
    double shuttle_gain;
    double hand_over_gain;
    double host_honour;
    double prospect_floor;
} PARAMETERS;
_Static_assert(sizeof(PARAMETERS) == 1032, "size of PARAMETERS");
_Static_assert(offsetof(PARAMETERS, lambda_accept) == 0, "PARAMETERS.lambda_accept");
_Static_assert(offsetof(PARAMETERS, lambda_choice) == 8, "PARAMETERS.lambda_choice");
_Static_assert(offsetof(PARAMETERS, line_life) == 16, "PARAMETERS.line_life");
_Static_assert(offsetof(PARAMETERS, mood_sd) == 24, "PARAMETERS.mood_sd");
_Static_assert(offsetof(PARAMETERS, engage_sd) == 32, "PARAMETERS.engage_sd");
_Static_assert(offsetof(PARAMETERS, fight_sd) == 40, "PARAMETERS.fight_sd");
_Static_assert(offsetof(PARAMETERS, aid_sd) == 48, "PARAMETERS.aid_sd");
_Static_assert(offsetof(PARAMETERS, power_sd) == 56, "PARAMETERS.power_sd");
_Static_assert(offsetof(PARAMETERS, lambda_message) == 64, "PARAMETERS.lambda_message");
_Static_assert(offsetof(PARAMETERS, curvature) == 72, "PARAMETERS.curvature");
_Static_assert(offsetof(PARAMETERS, decisiveness) == 80, "PARAMETERS.decisiveness");
_Static_assert(offsetof(PARAMETERS, lookback) == 88, "PARAMETERS.lookback");
_Static_assert(offsetof(PARAMETERS, stuck) == 96, "PARAMETERS.stuck");
_Static_assert(offsetof(PARAMETERS, front_speed) == 104, "PARAMETERS.front_speed");
_Static_assert(offsetof(PARAMETERS, front_noise) == 112, "PARAMETERS.front_noise");
_Static_assert(offsetof(PARAMETERS, offensive_boost) == 120, "PARAMETERS.offensive_boost");
_Static_assert(offsetof(PARAMETERS, campaign_start) == 128, "PARAMETERS.campaign_start");
_Static_assert(offsetof(PARAMETERS, offensive_losses) == 136, "PARAMETERS.offensive_losses");
_Static_assert(offsetof(PARAMETERS, production) == 144, "PARAMETERS.production");
_Static_assert(offsetof(PARAMETERS, attrition) == 152, "PARAMETERS.attrition");
_Static_assert(offsetof(PARAMETERS, front_bound) == 160, "PARAMETERS.front_bound");
_Static_assert(offsetof(PARAMETERS, capability_floor) == 168, "PARAMETERS.capability_floor");
_Static_assert(offsetof(PARAMETERS, surprise) == 176, "PARAMETERS.surprise");
_Static_assert(offsetof(PARAMETERS, fatigue) == 184, "PARAMETERS.fatigue");
_Static_assert(offsetof(PARAMETERS, reaction) == 192, "PARAMETERS.reaction");
_Static_assert(offsetof(PARAMETERS, strike_share) == 200, "PARAMETERS.strike_share");
_Static_assert(offsetof(PARAMETERS, salvo_floor) == 208, "PARAMETERS.salvo_floor");
_Static_assert(offsetof(PARAMETERS, missile_dispersion) == 216, "PARAMETERS.missile_dispersion");
_Static_assert(offsetof(PARAMETERS, drone_dispersion) == 224, "PARAMETERS.drone_dispersion");
_Static_assert(offsetof(PARAMETERS, missiles_mean) == 232, "PARAMETERS.missiles_mean");
_Static_assert(offsetof(PARAMETERS, drones_mean) == 240, "PARAMETERS.drones_mean");
_Static_assert(offsetof(PARAMETERS, hurt_rate) == 248, "PARAMETERS.hurt_rate");
_Static_assert(offsetof(PARAMETERS, weariness_rate) == 256, "PARAMETERS.weariness_rate");
_Static_assert(offsetof(PARAMETERS, weariness_gain) == 264, "PARAMETERS.weariness_gain");
_Static_assert(offsetof(PARAMETERS, shield) == 272, "PARAMETERS.shield");
_Static_assert(offsetof(PARAMETERS, sanction_weight) == 280, "PARAMETERS.sanction_weight");
_Static_assert(offsetof(PARAMETERS, battlefield_noise) == 288, "PARAMETERS.battlefield_noise");
_Static_assert(offsetof(PARAMETERS, belief_drift) == 296, "PARAMETERS.belief_drift");
_Static_assert(offsetof(PARAMETERS, report_noise) == 304, "PARAMETERS.report_noise");
_Static_assert(offsetof(PARAMETERS, trust_spread) == 312, "PARAMETERS.trust_spread");
_Static_assert(offsetof(PARAMETERS, trust_gain) == 320, "PARAMETERS.trust_gain");
_Static_assert(offsetof(PARAMETERS, trust_loss) == 328, "PARAMETERS.trust_loss");
_Static_assert(offsetof(PARAMETERS, trust_recovery) == 336, "PARAMETERS.trust_recovery");
_Static_assert(offsetof(PARAMETERS, transfer) == 344, "PARAMETERS.transfer");
_Static_assert(offsetof(PARAMETERS, honour) == 352, "PARAMETERS.honour");
_Static_assert(offsetof(PARAMETERS, deterrence) == 360, "PARAMETERS.deterrence");
_Static_assert(offsetof(PARAMETERS, detection) == 368, "PARAMETERS.detection");
_Static_assert(offsetof(PARAMETERS, temper) == 376, "PARAMETERS.temper");
_Static_assert(offsetof(PARAMETERS, terms_interval) == 384, "PARAMETERS.terms_interval");
_Static_assert(offsetof(PARAMETERS, concession_cost) == 392, "PARAMETERS.concession_cost");
_Static_assert(offsetof(PARAMETERS, ceasefire_cost) == 400, "PARAMETERS.ceasefire_cost");
_Static_assert(offsetof(PARAMETERS, deal_cost) == 408, "PARAMETERS.deal_cost");
_Static_assert(offsetof(PARAMETERS, renewal_cost) == 416, "PARAMETERS.renewal_cost");
_Static_assert(offsetof(PARAMETERS, spared_ceasefire) == 424, "PARAMETERS.spared_ceasefire");
_Static_assert(offsetof(PARAMETERS, spared_truce) == 432, "PARAMETERS.spared_truce");
_Static_assert(offsetof(PARAMETERS, settlement_violence) == 440, "PARAMETERS.settlement_violence");
_Static_assert(offsetof(PARAMETERS, ceasefire_violence) == 448, "PARAMETERS.ceasefire_violence");
_Static_assert(offsetof(PARAMETERS, truce_violence) == 456, "PARAMETERS.truce_violence");
_Static_assert(offsetof(PARAMETERS, life_settlement) == 464, "PARAMETERS.life_settlement");
_Static_assert(offsetof(PARAMETERS, life_ceasefire) == 472, "PARAMETERS.life_ceasefire");
_Static_assert(offsetof(PARAMETERS, life_truce) == 480, "PARAMETERS.life_truce");
_Static_assert(offsetof(PARAMETERS, suspend_share) == 488, "PARAMETERS.suspend_share");
_Static_assert(offsetof(PARAMETERS, suspend_limit) == 496, "PARAMETERS.suspend_limit");
_Static_assert(offsetof(PARAMETERS, breach_anger) == 504, "PARAMETERS.breach_anger");
_Static_assert(offsetof(PARAMETERS, implementation) == 512, "PARAMETERS.implementation");
_Static_assert(offsetof(PARAMETERS, standing_sd) == 520, "PARAMETERS.standing_sd");
_Static_assert(offsetof(PARAMETERS, standing_weariness) == 528, "PARAMETERS.standing_weariness");
_Static_assert(offsetof(PARAMETERS, seen_cost) == 536, "PARAMETERS.seen_cost");
_Static_assert(offsetof(PARAMETERS, seen_relief) == 544, "PARAMETERS.seen_relief");
_Static_assert(offsetof(PARAMETERS, side_benefit) == 552, "PARAMETERS.side_benefit");
_Static_assert(offsetof(PARAMETERS, talk_image) == 560, "PARAMETERS.talk_image");
_Static_assert(offsetof(PARAMETERS, ripeness) == 568, "PARAMETERS.ripeness");
_Static_assert(offsetof(PARAMETERS, fruitless_cost) == 576, "PARAMETERS.fruitless_cost");
_Static_assert(offsetof(PARAMETERS, session_memory) == 584, "PARAMETERS.session_memory");
_Static_assert(offsetof(PARAMETERS, track_memory) == 592, "PARAMETERS.track_memory");
_Static_assert(offsetof(PARAMETERS, refusal_cost) == 600, "PARAMETERS.refusal_cost");
_Static_assert(offsetof(PARAMETERS, refusal_fade) == 608, "PARAMETERS.refusal_fade");
_Static_assert(offsetof(PARAMETERS, rounds_expected) == 616, "PARAMETERS.rounds_expected");
_Static_assert(offsetof(PARAMETERS, attend_memory) == 624, "PARAMETERS.attend_memory");
_Static_assert(offsetof(PARAMETERS, attend_start) == 632, "PARAMETERS.attend_start");
_Static_assert(offsetof(PARAMETERS, text_solution) == 640, "PARAMETERS.text_solution");
_Static_assert(offsetof(PARAMETERS, visit_memory) == 648, "PARAMETERS.visit_memory");
_Static_assert(offsetof(PARAMETERS, silence) == 656, "PARAMETERS.silence");
_Static_assert(offsetof(PARAMETERS, walk_out_drop) == 664, "PARAMETERS.walk_out_drop");
_Static_assert(offsetof(PARAMETERS, default_term) == 672, "PARAMETERS.default_term");
_Static_assert(offsetof(PARAMETERS, momentum_lost) == 680, "PARAMETERS.momentum_lost");
_Static_assert(offsetof(PARAMETERS, text_weight) == 688, "PARAMETERS.text_weight");
_Static_assert(offsetof(PARAMETERS, cover) == 696, "PARAMETERS.cover");
_Static_assert(offsetof(PARAMETERS, proximity_trust) == 704, "PARAMETERS.proximity_trust");
_Static_assert(offsetof(PARAMETERS, vouch) == 712, "PARAMETERS.vouch");
_Static_assert(offsetof(PARAMETERS, overlap) == 720, "PARAMETERS.overlap");
_Static_assert(offsetof(PARAMETERS, credibility_record) == 728, "PARAMETERS.credibility_record");
_Static_assert(offsetof(PARAMETERS, credibility_step) == 736, "PARAMETERS.credibility_step");
_Static_assert(offsetof(PARAMETERS, leverage_wear) == 744, "PARAMETERS.leverage_wear");
_Static_assert(offsetof(PARAMETERS, leverage_regrowth) == 752, "PARAMETERS.leverage_regrowth");
_Static_assert(offsetof(PARAMETERS, inducement_fade) == 760, "PARAMETERS.inducement_fade");
_Static_assert(offsetof(PARAMETERS, offer_fade) == 768, "PARAMETERS.offer_fade");
_Static_assert(offsetof(PARAMETERS, guarantee_fade) == 776, "PARAMETERS.guarantee_fade");
_Static_assert(offsetof(PARAMETERS, kydd_war) == 784, "PARAMETERS.kydd_war");
_Static_assert(offsetof(PARAMETERS, kydd_loss) == 792, "PARAMETERS.kydd_loss");
_Static_assert(offsetof(PARAMETERS, kydd_gain) == 800, "PARAMETERS.kydd_gain");
_Static_assert(offsetof(PARAMETERS, kydd_failure) == 808, "PARAMETERS.kydd_failure");
_Static_assert(offsetof(PARAMETERS, support_rate) == 816, "PARAMETERS.support_rate");
_Static_assert(offsetof(PARAMETERS, counter_support) == 824, "PARAMETERS.counter_support");
_Static_assert(offsetof(PARAMETERS, substitution) == 832, "PARAMETERS.substitution");
_Static_assert(offsetof(PARAMETERS, delivery_lump) == 840, "PARAMETERS.delivery_lump");
_Static_assert(offsetof(PARAMETERS, pledge_lead) == 848, "PARAMETERS.pledge_lead");
_Static_assert(offsetof(PARAMETERS, pledge_credibility) == 856, "PARAMETERS.pledge_credibility");
_Static_assert(offsetof(PARAMETERS, exchange_gain) == 864, "PARAMETERS.exchange_gain");
_Static_assert(offsetof(PARAMETERS, exchange_cost) == 872, "PARAMETERS.exchange_cost");
_Static_assert(offsetof(PARAMETERS, exchange_help) == 880, "PARAMETERS.exchange_help");
_Static_assert(offsetof(PARAMETERS, exchange_frame) == 888, "PARAMETERS.exchange_frame");
_Static_assert(offsetof(PARAMETERS, exchange_release) == 896, "PARAMETERS.exchange_release");
_Static_assert(offsetof(PARAMETERS, prisoner_inflow) == 904, "PARAMETERS.prisoner_inflow");
_Static_assert(offsetof(PARAMETERS, strike_gain) == 912, "PARAMETERS.strike_gain");
_Static_assert(offsetof(PARAMETERS, strike_retaliation) == 920, "PARAMETERS.strike_retaliation");
_Static_assert(offsetof(PARAMETERS, strike_blame) == 928, "PARAMETERS.strike_blame");
_Static_assert(offsetof(PARAMETERS, planning) == 936, "PARAMETERS.planning");
_Static_assert(offsetof(PARAMETERS, restraint_exposure) == 944, "PARAMETERS.restraint_exposure");
_Static_assert(offsetof(PARAMETERS, restraint_praise) == 952, "PARAMETERS.restraint_praise");
_Static_assert(offsetof(PARAMETERS, court_gain) == 960, "PARAMETERS.court_gain");
_Static_assert(offsetof(PARAMETERS, pledge_gain) == 968, "PARAMETERS.pledge_gain");
_Static_assert(offsetof(PARAMETERS, sanction_gain) == 976, "PARAMETERS.sanction_gain");
_Static_assert(offsetof(PARAMETERS, press_gain) == 984, "PARAMETERS.press_gain");
_Static_assert(offsetof(PARAMETERS, guarantee_gain) == 992, "PARAMETERS.guarantee_gain");
_Static_assert(offsetof(PARAMETERS, shuttle_gain) == 1000, "PARAMETERS.shuttle_gain");
_Static_assert(offsetof(PARAMETERS, hand_over_gain) == 1008, "PARAMETERS.hand_over_gain");
_Static_assert(offsetof(PARAMETERS, host_honour) == 1016, "PARAMETERS.host_honour");
_Static_assert(offsetof(PARAMETERS, prospect_floor) == 1024, "PARAMETERS.prospect_floor");

typedef struct { CASE *at; int64_t shape[1]; } CASE_1;
typedef struct { PARAMETERS *at; int64_t shape[1]; } PARAMETERS_1;
typedef struct { STATE *at; int64_t shape[1]; } STATE_1;
typedef struct { STATE *at; int64_t shape[2]; } STATE_2;
typedef struct { double *at; int64_t shape[1]; } double_1;
typedef struct { double *at; int64_t shape[2]; } double_2;
typedef struct { double *at; int64_t shape[3]; } double_3;
typedef struct { int64_t *at; int64_t shape[1]; } int64_t_1;
typedef struct { uint8_t *at; int64_t shape[1]; } uint8_t_1;
typedef struct { double _0; double _1; double _2; double _3; double _4; double _5; double _6; double _7; } Tuple_dddddddd;
typedef struct { double _0; int64_t _1; } Tuple_di;
typedef struct { int64_t _0; int64_t _1; } Tuple_ii;
typedef struct { int64_t _0; int64_t _1; int64_t _2; int64_t _3; } Tuple_iiii;
static const Tuple_dddddddd NOTHING = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};

/* Python's operations where C's differ: the sign of a remainder, and which of two equal values is returned. */
static inline int64_t mod_int(int64_t a, int64_t b) { int64_t r = a % b; return r != 0 && (r ^ b) < 0 ? r + b : r; }
static inline int64_t floor_div_int(int64_t a, int64_t b) { return (a - mod_int(a, b)) / b; }
static inline int64_t max_int(int64_t a, int64_t b) { return b > a ? b : a; }
static inline int64_t min_int(int64_t a, int64_t b) { return b < a ? b : a; }
static inline double max_float(double a, double b) { return b > a ? b : a; }
static inline double min_float(double a, double b) { return b < a ? b : a; }
static inline int64_t floor_of(double x) { return (int64_t)floor(x); }
static inline Tuple_di frexp_of(double x) { int e; double m = frexp(x, &e); return (Tuple_di){m, e}; }

static Tuple_ii mul_high_low(int64_t word, int64_t factor);
static Tuple_iiii philox(int64_t c0, int64_t c1, int64_t c2, int64_t c3, int64_t k0, int64_t k1);
static double uniform(int64_t seed_low, int64_t seed_high, int64_t run, int64_t actor, int64_t decision,
    int64_t step);
static double breach_cost(double honour, double deterrence, double coverage, double detection, double monitored);
static double leaning_scale(double standing_sd, double cost_sd, double power_sd);
static double personal_share(double standing_sd, double scale);
static double perceived_breach(double margin, double scale, double trust);
static double agreement_value(double utility, double inducement, double breach, double war_to_come, double surprise);
static double concession_cost(double rate, double utility, double cover);
static double ceasefire_gain(double spared, double war_cost, double breach, double surprise, double shift,
    double momentum_lost);
static double separable_gain(double direct, double spared, double war_cost, double surprise, double trust,
    double home);
static double deal_weight(double direct, double spared, double war_cost);
static double inducement_left(double amount, double fade);
static double hope(double deal, double rounds, double surplus);
static double learning_benefit(double share, double spread);
static double stalling_benefit(double share, double rise, double lost);
static double ripeness(double weight, double war_cost, double momentum, double way_out);
static double refusal_seen(double refusal, double other_comes);
static double seen_cost(double base, double cover, double relief, double burden, double precedent);
static double image(double scale, double support, double credibility);
static double backing_down(double more, double chance);
static double tired_after(double tired, double keep, double fruitless);
static double heard_chance(double chance, double credibility, double age, double answer);
static double sounded_chance(double age, double answer);
static double open_question(double chance);
static double hinge(double chance, double other);
static double kalman_gain(double variance, double noise);
static double battlefield_noise(double base, double intensity);
static double report_noise(double base, double credibility, double credence);
static double accept_probability(double margin, double spread, double precision);
static double accept_at(double margin, double slope);
static double accept_slope(double spread, double precision);
static double mean_after_answer(double mean, double variance, double weight, double slope, double p, bool yes);
static double variance_after_answer(double variance, double weight, double slope, double p);
static double choice_weight(double value, double best, double precision, double share);
static double nest_share(double total);
static double goal_term(double weight, double motive);
static double move_value(double issue, double security, double welfare, double standing, double alliance,
    double peace, double prestige, double commerce, double circumstances, double cost);
static double kept_margin(double margin, double scale, double leaning);
static double inherited_leaning(double leaning, double trust, double personal, double drawn);
static double breach_chance(double kept, double horizon);
static double truce_hazard(double margin, double temper, double horizon);
static double settlement_margin(double utility, double inducement, double war_to_come, double first_strike,
    double breach_cost);
static double ceasefire_margin(double spared, double war_cost, double first_strike, double breach_cost, double shift);
static double truce_margin(double gain, double honour, double detection, double monitored);
static double contest_success(double own, double enemy, double decisiveness, double hidden);
static double strength_ratio(double own, double enemy);
static double prevailing(double ratio, double decisiveness, double hidden);
static double momentum(double front, double front_before, double stuck);
static double danger(double momentum_against);
static double front_drift(double p, double intensity, double offensive_a, double offensive_b, double speed,
    double boost);
static double capability_change(double capability, double sustainable, double production, double loss,
    double coercion, double usual);
static double sustainable_level(double level, double dependence, double support, double support_before);
static double surprise_cost(double p, double decisiveness, double share_lost);
static double salvo_ratio(double dispersion, double u);
static double count_around(double mean, double u);
static double relative_damage(double coercion, double usual, double salvo, double strike_share);
static double richardson(double own, double other, double reaction, double fatigue, double grievance, double push);
static double grievance(double rest_own, double rest_other, double reaction, double fatigue);
static double stock_after(double stock, double inflow, double intensity, double released);
static double persistence(double half_life, double days);
static double line_step(double x, double keep, double shock);
static double standing_step(double standing, double keep, double spread, double shock, double pull);
static double dilution(int64_t active, double overlap);
static double nearness(double prospect, double floor);
static double leverage_spent(double leverage, double share, double factor);
static double leverage_after(double leverage, double base, double spent, double regrowth);
static double credibility(double reliable, double unreliable);
static double sway(double leverage, double bias);
static double report_score(double told, double public);
static double both_come(double chance_a, double chance_b);
static bool signal_strong(bool truly_strong, double accuracy, double u);
static double information(double accuracy);
static double restraint_threshold(double error, double mediator_cost, double own_cost, double low, double high);
static double vouching_limit(double loss, double gain, double failure_cost, double war_cost);
static double credence_of_restraint(double bias_to_listener, double threshold, double precision);
static double credence_of_vouching(double bias, double limit, double precision);
static Tuple_dddddddd strike_motives(double gain, double hawkishness, double war_cost, double retaliation,
    double support, double disapproval, double push);
static Tuple_dddddddd campaign_motives(double strike_security, double strike_welfare, double strike_alliance,
    double ground, double hawkishness, double war_cost, double losses, double start, double push);
static Tuple_dddddddd restrain_motives(double exposure, double support, double praise, double push, double hope,
    double spared);
static Tuple_dddddddd move_value_exchange_motives(double gain, double stock, double cost, double help_of_mediator);
static Tuple_dddddddd court_motives(double gain, double alignment, double told, double silence);
static Tuple_dddddddd attend_motives(double other_comes, double hope, double learning, double stalling,
    double side_deal, double ripe, double refusal, double image, double seen, double tired);
static Tuple_dddddddd threaten_motives(double underrated, double audience, double climb_down);
static Tuple_dddddddd walk_out_motives(double applause, double hawkishness, double refusal, double hope);
static Tuple_dddddddd package_motives(double gain, double usual, double gap);
static Tuple_dddddddd surge_motives(double gain, double danger, double filled, double relief);
static Tuple_dddddddd cut_motives(double gain, double usual, double gap, double saving, double burden,
    double support, double refused);
static Tuple_dddddddd sanction_motives(double gain, double gap, double size, double tie);
static Tuple_dddddddd relieve_motives(double gain, double level, double restraint, double size, double tie);
static Tuple_dddddddd press_to_talk_motives(double gain, double grip, double support, double hinge, double fresh);
static Tuple_dddddddd guarantee_motives(double gain, double missing, double prospect);
static Tuple_dddddddd visit_motives(double gain, double stake, double credibility, double occasion);
static Tuple_dddddddd convene_motives(double stake, double prospect, double before, double after, double honour);
static Tuple_dddddddd formulate_motives(double credibility, double expected);
static Tuple_dddddddd lever_motives(double stake, double rise, double amount, double tie, double lean);
static Tuple_dddddddd hand_over_motives(double gain, double own, double other, double honour);
static double clip(double x, double low, double high);
static double positive(double x);
static double share_of(double x, double whole);
static double numeric_exp(double x);
static double numeric_log(double x);
static double power(double x, double a);
static double logistic(double x);
static double logit(double p);
static double per_step(double rate, double days);
static double standard_normal(double u);
static bool in_middle(double q);
static double normal_middle(double q);
static double package_position(double q, double salience_a, double ideal_a, double salience_b, double ideal_b,
    double curvature);
static double linear_concession(double q, double start, double width, double ideal_a, double ideal_b);
static double indivisible_position(double q, double salience_a, double salience_b, double ideal_a, double ideal_b);
static double expected_offer(double chance, double agreed, double war, double concession);
static double nash_product(double gain_a, double gain_b, double bias);
static double egalitarian(double gain_a, double gain_b);
static double kalai_smorodinsky(double gain_a, double gain_b, double best_a, double best_b);
static double power_forecast(double mean, double prior, double keep);
static double power_variance(double variance, double keep, double spread);
static double front_slope(double speed, double intensity, double decisiveness, double chance, double attacks);
static double front_gain(double variance, double slope, double noise);
static double wanted_support(double alignment, double mood, double rival_gain, double fellow_loss, double counter,
    double substitution);
static double support_gap(double wanted, double support, double alignment);
static double package(double wanted, double support);
static double withheld_share(double support, double pooled);
static double wanted_sanctions(double excess, double tie, double mood);
static double pooled_support(double shortfall);
static double without_one(double pooled, double own);
static double due_between(double rate, double first, double last, double begin, double end);
static double trust_after_event(double log_odds, double goldstein, double weight, double gain, double loss);
static double trust_recovery(double log_odds, double prior, double rate);
static double vouched_trust(double trust, double credibility, double credence, double guarantee_of_word);
static double issue_loss(double position, double ideal, double salience, double curvature);
static double lottery_position(double p, double ideal_a, double ideal_b);
static double burden(double hurt, double weariness, double floor);
static double war_cost(double private_cost, double weight, double support, double shield);
static double interval_shift(double value_before, double value_after, double until, double over, double past);
static double weeks_to_end(double front, double bound, double drift);
static double lasting(double discount, double weeks);
static double moving_average(double value, double observed, double rate);
static int64_t draw_from(double_1 weights, int64_t n, double u);
static int64_t quantal(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights);
static int64_t best_response(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights);
static int64_t random_move(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights);
static int64_t toned(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 weights,
    double lean);
static int64_t hawk(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights);
static int64_t dove(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights);
static int64_t tit_for_tat(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights);
static int64_t grit(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights);
static int64_t status_quo(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights);
static void act(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void choose_host(STATE *s, CASE *c);
static void log_moves(STATE *s, CASE *c, double_2 log);
static void act_support(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static void add_pipeline(STATE *s, CASE *c, int64_t i, int64_t j, double rate, double lead, double last,
    double reliability);
static void act_mediation(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m);
static bool more_trusted(STATE *s, CASE *c, int64_t m, int64_t other);
static void stand_behind(STATE *s, CASE *c, PARAMETERS *p, int64_t m);
static void spend_leverage(STATE *s, CASE *c, PARAMETERS *p, int64_t m, int64_t j, double share, bool reward);
static void sound(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m, int64_t j);
static void note_answer(STATE *s, CASE *c, double_2 log, int64_t m, int64_t j, bool yes);
static void carry_message(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m, int64_t j);
static void act_diplomatic(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t i);
static void hear_threat(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static void push_on(STATE *s, CASE *c, int64_t i, double push);
static void act_military(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static void exchange_prisoners(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void begin(STATE *s, CASE *c, PARAMETERS *p);
static void begin_clock(STATE *s);
static void begin_front(STATE *s, CASE *c, PARAMETERS *p);
static void begin_actors(STATE *s, CASE *c, PARAMETERS *p);
static void clear_pair(STATE *s, int64_t i, int64_t j);
static void begin_pairs(STATE *s, CASE *c, PARAMETERS *p);
static void begin_power(STATE *s, CASE *c, PARAMETERS *p);
static void begin_pipelines(STATE *s, CASE *c);
static void begin_deals(STATE *s, CASE *c, PARAMETERS *p);
static double coercion_on(STATE *s, CASE *c, int64_t i);
static double pool_support(STATE *s, CASE *c, int64_t i);
static void tabulate_packages(STATE *s, CASE *c, PARAMETERS *p);
static void tabulate_ages(STATE *s, CASE *c, PARAMETERS *p);
static double issue_position(CASE *c, PARAMETERS *p, double level, int64_t k, int64_t a, int64_t b);
static double stretch(CASE *c, int64_t k, int64_t a, int64_t b);
static bool conceded_earlier(CASE *c, int64_t other, int64_t k, int64_t a, int64_t b);
static void prepare_choice(STATE *s, CASE *c, PARAMETERS *p);
static void fill_view(STATE *s, CASE *c, int64_t i, int64_t channel);
static int64_t custom_policy(int64_t number, double_1 values, double_1 shares, double_1 tones, double precision,
    double u, double_1 view, double_1 weights);
static int64_t pick(int64_t policy, STATE *s, int64_t n, double precision, double u);
static void take(STATE *s, int64_t i, int64_t channel, int64_t choice);
static int64_t decide(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t channel);
static void choose(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static double draw(STATE *s, CASE *c, int64_t i, int64_t decision);
static double noise(STATE *s, CASE *c, int64_t i, int64_t decision);
static void emit(STATE *s, double_2 log, int64_t actor, int64_t target, int64_t move, int64_t accepted,
    int64_t subject, int64_t via, double value);
static void move_trust(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t j, int64_t move, double scale);
static double trust_in(STATE *s, int64_t i, int64_t j);
static double believed(STATE *s, int64_t i, int64_t m);
static double remains(CASE *c, PARAMETERS *p, double steps);
static double aged(STATE *s, CASE *c, PARAMETERS *p, int64_t step);
static bool bears(CASE *c, int64_t i, int64_t line);
static double since(STATE *s, CASE *c, int64_t step);
static double side_capability(STATE *s, CASE *c, int64_t side);
static double in_steps(CASE *c, double weeks);
static int64_t steps_back(CASE *c, PARAMETERS *p);
static double prior_power(CASE *c, int64_t i);
static bool paused(STATE *s, int64_t i);
static void know_answer(STATE *s, CASE *c, int64_t j, int64_t answer);
static bool rests(STATE *s, CASE *c, int64_t a);
static int64_t row_of(CASE *c, int64_t effect);
static void log_outcome(STATE *s, CASE *c, double_2 log, int64_t effect, int64_t actor, int64_t target,
    int64_t subject, int64_t via, double value);
static void draw_leanings(STATE *s, CASE *c, int64_t a);
static double violence_factor(STATE *s, CASE *c, PARAMETERS *p, bool strikes);
static void comply(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static double margin_at(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j, double war, double cost);
static double margin_of(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j);
static double seen_margin(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j);
static double life_of(PARAMETERS *p, int64_t a);
static double breach_hazard(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j);
static void keep_or_break(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a, int64_t j);
static double exposed_share(CASE *c, int64_t a);
static void break_agreement(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a, int64_t j);
static void while_suspended(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a);
static void renew(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a);
static void lapse(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a);
static bool both_want(STATE *s, CASE *c, PARAMETERS *p, int64_t a);
static void deliver(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void arrive(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t k);
static void happen(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void apply_event(STATE *s, CASE *c, int64_t variable, int64_t i, int64_t j, double change);
static void shift_credibility(STATE *s, int64_t i, int64_t m, double change);
static bool holds_channel(CASE *c, int64_t i, int64_t channel);
static void fill_menu(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t channel);
static void share_families(STATE *s, CASE *c, PARAMETERS *p);
static void fill_move(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move);
static void try_add(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static void add(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static bool aimed_at(STATE *s, CASE *c, int64_t aim, int64_t i, int64_t j);
static bool legal(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static bool is_lead(CASE *c, int64_t j);
static bool legal_military(STATE *s, CASE *c, int64_t effect, int64_t j);
static bool legal_diplomatic(STATE *s, CASE *c, PARAMETERS *p, int64_t effect, int64_t i, int64_t j);
static bool legal_support(STATE *s, CASE *c, PARAMETERS *p, int64_t effect, int64_t i, int64_t j);
static bool on_the_table(STATE *s, CASE *c, PARAMETERS *p);
static bool room_for_pipeline(STATE *s);
static double grip(STATE *s, CASE *c, int64_t i, int64_t j);
static bool legal_mediation(STATE *s, CASE *c, PARAMETERS *p, int64_t effect, int64_t i, int64_t j);
static void negotiate(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void note_snubs(STATE *s, CASE *c, PARAMETERS *p);
static bool comes(STATE *s, CASE *c, int64_t i);
static void open_round(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static int64_t heard_text(STATE *s, CASE *c, PARAMETERS *p);
static void table_text(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m, int64_t host);
static void carry_text(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static int64_t offered_level(STATE *s, CASE *c, int64_t i);
static int64_t who_proposes(STATE *s, CASE *c);
static double truce_first(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static void try_settlement(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t author, int64_t q, int64_t host);
static void note_affront(STATE *s, CASE *c, int64_t j, int64_t author, bool yes);
static void learn_from_answer(STATE *s, CASE *c, PARAMETERS *p, int64_t j, int64_t q, bool yes);
static void check_report(STATE *s, CASE *c, PARAMETERS *p, int64_t j, int64_t q, bool yes);
static void try_ceasefire(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t proposer, int64_t host);
static void try_separable(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t host);
static void answer_separable(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t k, int64_t m, int64_t host);
static void observe(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void assess_table(STATE *s, CASE *c, PARAMETERS *p);
static void read_battlefield(STATE *s, CASE *c, PARAMETERS *p);
static void assess_front(STATE *s, CASE *c, PARAMETERS *p);
static void forecast(STATE *s, CASE *c, PARAMETERS *p);
static double war_utility(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double chance_a);
static void assess_war(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static double coming_shift(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double fought);
static double trust_with_word(STATE *s, int64_t i, int64_t j);
static double breach_feared(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double margin);
static void assess_packages(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static double signing_margin(STATE *s, int64_t i, int64_t q, double war);
static double margin_spread(STATE *s, PARAMETERS *p, int64_t j, double cost_variance);
static void believe(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t j);
static void believe_all(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static double all_accept(STATE *s, CASE *c, int64_t i, int64_t q);
static void accept_each(STATE *s, int64_t j, double war, double slope);
static void assess_offer(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static double public_slope(STATE *s, PARAMETERS *p, int64_t j);
static void assess_zone(STATE *s, CASE *c, PARAMETERS *p);
static void record(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void write_metrics(STATE *s, CASE *c, PARAMETERS *p);
static void check_bounds(STATE *s);
static void check_actors(STATE *s, CASE *c);
static double due_within_a_year(STATE *s, CASE *c, int64_t side);
static void count_talks(STATE *s, CASE *c);
static void count_peace(STATE *s, CASE *c);
static void check_end(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static int64_t classify(STATE *s);
static double lost_momentum(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static double own_toll(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double cost);
static double keeping_ceasefire(STATE *s, CASE *c, PARAMETERS *p, int64_t j, double cost);
static double ceasefire_margin_of(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double cost);
static double ceasefire_chance(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static double deal_gain(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t k, double cost, double home);
static double deal_chance(STATE *s, CASE *c, PARAMETERS *p, int64_t j, int64_t k);
static double weight_of(STATE *s, CASE *c, PARAMETERS *p, int64_t a);
static double best_deal(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static void open_slot(STATE *s, CASE *c, int64_t a, int64_t until, int64_t by);
static void announce(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a, int64_t by, double value);
static int64_t answerable(CASE *c, int64_t author, int64_t host);
static void sign_settlement(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t q, int64_t author, int64_t host);
static void sign_ceasefire(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t author, int64_t host);
static void sign_deal(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t k, int64_t m, int64_t host);
static void step(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void summarize(STATE *s, CASE *c, double_1 row);
static int64_t text_level(STATE *s, CASE *c, PARAMETERS *p, int64_t m);
static double public_cost(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static double public_stake(STATE *s, CASE *c, PARAMETERS *p);
static double item_worth(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t q);
static bool open_item(STATE *s, CASE *c, int64_t a);
static int64_t best_item(STATE *s, CASE *c, PARAMETERS *p, int64_t q);
static double heard_share(STATE *s, CASE *c, PARAMETERS *p, int64_t m);
static void update(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void update_escalation(STATE *s, CASE *c, PARAMETERS *p);
static void update_salvos(STATE *s, CASE *c, PARAMETERS *p, double rear);
static double salvo_on(STATE *s, CASE *c, int64_t i);
static void update_party(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double ground, double rear);
static void update_front(STATE *s, CASE *c, PARAMETERS *p, double ground);
static void update_relations(STATE *s, CASE *c, PARAMETERS *p);
static void update_support(STATE *s, CASE *c, PARAMETERS *p);
static void update_lines(STATE *s, CASE *c, PARAMETERS *p);
static void update_leaders(STATE *s, CASE *c, PARAMETERS *p, double_2 log);
static void change_leader(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t i);
static void update_track(STATE *s, CASE *c, PARAMETERS *p);
static double weigh(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static Tuple_dddddddd motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static double circumstance(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move);
static double own_war_cost(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static Tuple_dddddddd military_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move);
static double silence_since(STATE *s, CASE *c, PARAMETERS *p, int64_t step);
static bool visited_both(STATE *s, CASE *c, PARAMETERS *p, int64_t m);
static Tuple_dddddddd weigh_exchange_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move);
static double answer_age(STATE *s, CASE *c, PARAMETERS *p, int64_t m, int64_t j);
static double chance_as_sounded(STATE *s, CASE *c, PARAMETERS *p, int64_t m, int64_t j);
static double chance_other_comes(STATE *s, CASE *c, PARAMETERS *p, int64_t i, bool invited);
static Tuple_dddddddd coming_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t host, double other,
    double chance, double promise, double backed);
static double worth_of_coming(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t host, double other);
static void assess_coming(STATE *s, CASE *c, PARAMETERS *p, int64_t i);
static void assess_text(STATE *s, CASE *c, PARAMETERS *p);
static Tuple_dddddddd diplomatic_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static int64_t conceded_level(STATE *s, CASE *c, int64_t i, double size);
static double wanted_level(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t j);
static Tuple_dddddddd support_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static double hold_over(STATE *s, CASE *c, int64_t i, int64_t j);
static double excess_of(STATE *s, CASE *c, int64_t j);
static double restraint_of(STATE *s, CASE *c, PARAMETERS *p, int64_t j);
static double lean_to(STATE *s, CASE *c, int64_t m, int64_t j);
static double pledged_by(STATE *s, int64_t i, int64_t j);
static Tuple_dddddddd mediation_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j);
static double crowding(STATE *s, CASE *c, PARAMETERS *p);
void span(STATE_1 work, uint8_t_1 raw, CASE_1 cases, PARAMETERS_1 params, bool own_params, int64_t first,
    int64_t seed_low, int64_t seed_high, double_2 summary, double_3 steps, double_3 logs, int64_t_1 counts,
    STATE_2 snaps);

/* ---- draws: The random stream: Philox 4x32-10, a counter-based generator (Salmon et al. 2011, SC11). ---- */

/* High and low 32 bits of word·(2^32 + factor), for a word below 2^32 and a factor in [-2^31, 0). */
static Tuple_ii mul_high_low(int64_t word, int64_t factor)
{
    int64_t product = word * factor;
    return (Tuple_ii){word + (product >> 32), product & MASK};
}

/* Ten rounds of Philox 4x32 on a counter of four words under a key of two. */
static Tuple_iiii philox(int64_t c0, int64_t c1, int64_t c2, int64_t c3, int64_t k0, int64_t k1)
{
    for (int64_t unused1 = 0; unused1 < 10; unused1++) {
        Tuple_ii t1 = mul_high_low(c0, FACTOR_0);
        int64_t high0 = t1._0;
        int64_t low0 = t1._1;
        Tuple_ii t2 = mul_high_low(c2, FACTOR_2);
        int64_t high1 = t2._0;
        int64_t low1 = t2._1;
        int64_t t3_0 = (high1 ^ c1) ^ k0;
        int64_t t3_1 = low1;
        int64_t t3_2 = (high0 ^ c3) ^ k1;
        int64_t t3_3 = low0;
        c0 = t3_0;
        c1 = t3_1;
        c2 = t3_2;
        c3 = t3_3;
        k0 = (k0 + 2654435769LL) & MASK;
        k1 = (k1 + 3144134277LL) & MASK;
    }
    return (Tuple_iiii){c0, c1, c2, c3};
}

/* Uniform draw on the open interval (0, 1) that belongs to one decision of one actor. */
static double uniform(int64_t seed_low, int64_t seed_high, int64_t run, int64_t actor, int64_t decision, int64_t step)
{
    Tuple_iiii t1 = philox(actor, step, run & MASK, decision, seed_low, seed_high);
    int64_t a = t1._0;
    int64_t b = t1._1;
    return ((a >> 5) * 33554432.0 + (b >> 7) + 0.5) * UNIT;
}

/* ---- rules.agreement: What an agreement is worth, given that the other side may break it. ---- */

/* What breaking an agreement costs the breaker. */
static double breach_cost(double honour, double deterrence, double coverage, double detection, double monitored)
{
    return honour + deterrence * coverage + detection * monitored;
}

/* Scale of what nobody sees of a party's will to keep its word. */
static double leaning_scale(double standing_sd, double cost_sd, double power_sd)
{
    double scale = 0.5513288954217921 * sqrt(standing_sd * standing_sd + cost_sd * cost_sd + power_sd * power_sd);
    return scale > 1e-06 ? scale : 1e-06;
}

/* Share of the hidden variance that is a leader's own, its standing at home. */
static double personal_share(double standing_sd, double scale)
{
    double part = 0.5513288954217921 * standing_sd / scale;
    return part < 1.0 ? part * part : 1.0;
}

/* Chance, as i sees it, that j will break: what the rule of keeping implies at public margins. */
static double perceived_breach(double margin, double scale, double trust)
{
    return logistic(-(margin / scale + trust));
}

/* Value of an agreement to i. */
static double agreement_value(double utility, double inducement, double breach, double war_to_come, double surprise)
{
    return (1.0 - breach) * (utility + inducement) + breach * (war_to_come - surprise);
}

/* What signing costs at home: a share of the distance from one's ideal, less political cover. */
static double concession_cost(double rate, double utility, double cover)
{
    return rate * positive(1.0 - utility) * (1.0 - cover);
}

/* Gain of a general ceasefire over fighting on. */
static double ceasefire_gain(double spared, double war_cost, double breach, double surprise, double shift,
    double momentum_lost)
{
    double lost = shift < 0.0 ? shift : 0.0;
    return spared * war_cost * (1.0 - breach) - 0.6 * surprise * breach + lost - momentum_lost;
}

/* Gain of a deal on one separable issue while the war goes on. */
static double separable_gain(double direct, double spared, double war_cost, double surprise, double trust,
    double home)
{
    return direct + spared * war_cost - 0.25 * surprise * (1.0 - trust) - home;
}

/* How much a deal weighs beside an end of the war, for trust, anger and credit: by what it spares. */
static double deal_weight(double direct, double spared, double war_cost)
{
    if (war_cost <= 0.0) {
        return 1.0;
    }
    double weight = (direct + spared * war_cost) / war_cost;
    return weight < 1.0 ? weight : 1.0;
}

/* What is left of an inducement a step later. */
static double inducement_left(double amount, double fade)
{
    return amount * (1.0 - fade);
}

/* ---- rules.attendance: Whether it is worth coming to the table; the readiness of Pruitt (2005) is this value. ---- */

/* What a session promises: the chance of a deal in its rounds times what it would bring. */
static double hope(double deal, double rounds, double surplus)
{
    return (1.0 - power(1.0 - deal, rounds)) * positive(surplus);
}

/* Worth of what a round tells of the other side. */
static double learning_benefit(double share, double spread)
{
    return share * spread;
}

/* Worth of talks as a delay: arms that are to come, or an advance of the other that a table may slow. */
static double stalling_benefit(double share, double rise, double lost)
{
    return share * (positive(rise) + positive(lost));
}

/* Pull of a hurting stalemate with a way out, beside the hope of a deal. */
static double ripeness(double weight, double war_cost, double momentum, double way_out)
{
    double size = momentum > 0.0 ? momentum : -momentum;
    return weight * war_cost * positive(1.0 - size) * way_out;
}

/* Cost of a no, as far as it is seen. */
static double refusal_seen(double refusal, double other_comes)
{
    return refusal * (other_comes > 0.2 ? other_comes : 0.2);
}

/* What being seen at the table costs at home; not an audience cost, which is for backing down. */
static double seen_cost(double base, double cover, double relief, double burden, double precedent)
{
    return base * (1.0 - 0.5 * cover) * positive(1.0 - relief * (burden - 1.0)) * (1.0 - precedent);
}

/* Approval of one who comes: by its backers, and by a host whose word counts. */
static double image(double scale, double support, double credibility)
{
    return 0.5 * scale * (support + credibility);
}

/* What a lower demand costs at home as long as it brings no deal. */
static double backing_down(double more, double chance)
{
    return more * (1.0 - chance);
}

/* Count of fruitless efforts that still tells. */
static double tired_after(double tired, double keep, double fruitless)
{
    return keep * tired + fruitless;
}

/* Chance that the other comes, for one who is invited by a mediator that has sounded the other. */
static double heard_chance(double chance, double credibility, double age, double answer)
{
    return chance + credibility * age * (answer - chance);
}

/* Chance that a lead comes, as the mediator that sounded it sees it. */
static double sounded_chance(double age, double answer)
{
    return 0.5 + age * (answer - 0.5);
}

/* How open it is whether a lead comes. */
static double open_question(double chance)
{
    return 4.0 * chance * (1.0 - chance);
}

/* How far talks hang on one lead: it would stay away, and the other would come. */
static double hinge(double chance, double other)
{
    return (1.0 - chance) * other;
}

/* ---- rules.beliefs: Learning about the other side's private cost of war. ---- */

/* Weight of an observation. */
static double kalman_gain(double variance, double noise)
{
    return variance / (variance + noise);
}

/* Variance of what a week of fighting shows about the enemy's cost. */
static double battlefield_noise(double base, double intensity)
{
    return base / (intensity + 0.001);
}

/* Variance of a mediator's report. */
static double report_noise(double base, double credibility, double credence)
{
    return base / (credibility * credence);
}

/* Chance that the other side accepts, when its margin is known as Normal(`margin`, `spread`²). */
static double accept_probability(double margin, double spread, double precision)
{
    return accept_at(margin, accept_slope(spread, precision));
}

/* Chance that the other side accepts, for a slope that is known already. */
static double accept_at(double margin, double slope)
{
    return logistic(slope * margin);
}

/* Slope of :func:`accept_probability` in the margin. */
static double accept_slope(double spread, double precision)
{
    return precision / sqrt(1.0 + LOGISTIC_NORMAL * precision * precision * spread * spread);
}

/* Mean of the believed cost after a yes or a no at the table (assumed-density update). */
static double mean_after_answer(double mean, double variance, double weight, double slope, double p, bool yes)
{
    if (yes) {
        return mean + variance * weight * slope * (1.0 - p);
    }
    return mean - variance * weight * slope * p;
}

/* Variance of the believed cost after an answer; stays positive. */
static double variance_after_answer(double variance, double weight, double slope, double p)
{
    double gain = variance * weight * slope;
    return variance - gain * gain * p * (1.0 - p);
}

/* ---- rules.choice: Quantal response over nested menus, and the value of a move goal by goal. ---- */

/* Weight of an alternative in the nested logit choice. */
static double choice_weight(double value, double best, double precision, double share)
{
    return share * numeric_exp(precision * (value - best));
}

/* Share of an alternative's place that its family leaves it. */
static double nest_share(double total)
{
    return 1.0 / total;
}

/* Term of one goal in the value of a move. */
static double goal_term(double weight, double motive)
{
    return weight * motive;
}

/* Value of a move over doing nothing: the sum of its terms, from left to right. */
static double move_value(double issue, double security, double welfare, double standing, double alliance,
    double peace, double prestige, double commerce, double circumstances, double cost)
{
    return issue + security + welfare + standing + alliance + peace + prestige + commerce + circumstances - cost;
}

/* ---- rules.compliance: Keeping and breaking agreements: a hazard, not a weekly coin. ---- */

/* Margin of keeping with the leaning that a party's leader brought to the signature. */
static double kept_margin(double margin, double scale, double leaning)
{
    return margin + scale * leaning;
}

/* Leaning of a new leader: the country's part of it stays, the leader's own part is drawn anew. */
static double inherited_leaning(double leaning, double trust, double personal, double drawn)
{
    return trust + sqrt(1.0 - personal) * (leaning - trust) + sqrt(personal) * drawn;
}

/* Chance a week that an agreement is broken, for one binding keeper. */
static double breach_chance(double kept, double horizon)
{
    return kept < 0.0 ? 1.0 / horizon : 0.0;
}

/* Chance a week that a truce on some of the violence breaks: many hands keep it, and one can end it. */
static double truce_hazard(double margin, double temper, double horizon)
{
    return 1.0 - power(logistic(margin / temper), 1.0 / horizon);
}

/* Margin of keeping a settlement. */
static double settlement_margin(double utility, double inducement, double war_to_come, double first_strike,
    double breach_cost)
{
    return utility + inducement - war_to_come - first_strike + breach_cost;
}

/* Margin of keeping a ceasefire. */
static double ceasefire_margin(double spared, double war_cost, double first_strike, double breach_cost, double shift)
{
    return 0.5 * spared * war_cost - 0.6 * first_strike + breach_cost - 0.5 * shift;
}

/* Margin of keeping a separable deal. */
static double truce_margin(double gain, double honour, double detection, double monitored)
{
    return gain + 0.5 * honour + detection * monitored;
}

/* ---- rules.contest: Fighting: who prevails, how the front moves, what it costs in strength. ---- */

/* Contest success function: the chance that the own side prevails, with what no count shows of its strength. */
static double contest_success(double own, double enemy, double decisiveness, double hidden)
{
    return prevailing(strength_ratio(own, enemy), decisiveness, hidden);
}

/* Relative strength of two sides, the same for every view of what is hidden. */
static double strength_ratio(double own, double enemy)
{
    return numeric_log(own / enemy);
}

/* Chance that the own side prevails, for a relative strength that is known already. */
static double prevailing(double ratio, double decisiveness, double hidden)
{
    return logistic(decisiveness * (ratio + hidden));
}

/* Momentum of side A: the front's move over the look-back in units of a stalemate. */
static double momentum(double front, double front_before, double stuck)
{
    return clip((front - front_before) / stuck, -3.0, 3.0);
}

/* How far a front that is being lost calls for help, its move over the look-back in units of a stalemate. */
static double danger(double momentum_against)
{
    return positive(momentum_against - 1.0) / 2.0;
}

/* Expected move of the front toward side A in a week. */
static double front_drift(double p, double intensity, double offensive_a, double offensive_b, double speed,
    double boost)
{
    return speed * intensity * (p - 0.5 + boost * (offensive_a * p - offensive_b * (1.0 - p)));
}

/* Change of capability in a step from production and losses. */
static double capability_change(double capability, double sustainable, double production, double loss,
    double coercion, double usual)
{
    return production * (sustainable - capability) - loss * (coercion - usual);
}

/* Level of capability a party can sustain, given its outside support now and at the start. */
static double sustainable_level(double level, double dependence, double support, double support_before)
{
    if (support_before <= 0.0) {
        return level;
    }
    return level * (1.0 - dependence * (1.0 - clip(support / support_before, 0.0, 1.5)));
}

/* What being attacked under an agreement costs: the fall of one's chance to prevail. */
static double surprise_cost(double p, double decisiveness, double share_lost)
{
    return p - logistic(logit(p) + decisiveness * numeric_log(1.0 - share_lost));
}

/* Size of a week's salvo relative to its mean: a gamma variate of mean 1 and shape k. */
static double salvo_ratio(double dispersion, double u)
{
    double a = 1.0 / (9.0 * dispersion);
    double root = 1.0 - a + standard_normal(u) * sqrt(a);
    return root > 0.0 ? root * root * root : 0.0;
}

/* Poisson count around `mean`, by the rounded normal approximation, at least 0. */
static double count_around(double mean, double u)
{
    int64_t value = floor_of(mean + sqrt(mean) * standard_normal(u) + 0.5);
    return value > 0.0 ? value : 0.0;
}

/* Damage of a week in units of the damage at the start of the war. */
static double relative_damage(double coercion, double usual, double salvo, double strike_share)
{
    if (usual <= 0.0) {
        return coercion;
    }
    return coercion / usual * (1.0 - strike_share + strike_share * salvo);
}

/* ---- rules.escalation: Escalation: the Richardson pair. ---- */

/* Escalation of i on j after a step, within [0, 1]. */
static double richardson(double own, double other, double reaction, double fatigue, double grievance, double push)
{
    return clip(own + reaction * other - fatigue * own + grievance + push, 0.0, 1.0);
}

/* Grievance that makes the given levels the fixed point. */
static double grievance(double rest_own, double rest_other, double reaction, double fatigue)
{
    return fatigue * rest_own - reaction * rest_other;
}

/* ---- rules.humanitarian: The humanitarian track: prisoner exchanges, apart from the talks. ---- */

/* Stock of prisoners after a week. */
static double stock_after(double stock, double inflow, double intensity, double released)
{
    return (1.0 - released) * stock + inflow * intensity;
}

/* ---- rules.lines: What the model does not see and lasts: lines of policy, moods at home, who leads. ---- */

/* Share of a circumstance that is left after a step. */
static double persistence(double half_life, double days)
{
    return power(0.5, days / (7.0 * half_life));
}

/* Line of an actor after a step; stationary with mean 0 and variance 1. */
static double line_step(double x, double keep, double shock)
{
    return keep * x + sqrt(1.0 - keep * keep) * shock;
}

/* Standing at home after a step. */
static double standing_step(double standing, double keep, double spread, double shock, double pull)
{
    return keep * standing + spread * sqrt(1.0 - keep * keep) * shock + (1.0 - keep) * pull;
}

/* ---- rules.mediation: What a mediator can do. Every effect carries its credibility or its leverage: with neither, nothing changes. ---- */

/* Factor on each mediator's effect when several work at once without coordination. */
static double dilution(int64_t active, double overlap)
{
    if (active <= 1) {
        return 1.0;
    }
    return numeric_exp((active - 1) * numeric_log(overlap));
}

/* How near a deal looks to one who works for it; never hopeless. */
static double nearness(double prospect, double floor)
{
    return floor + (1.0 - floor) * prospect;
}

/* Amount of inducement or pressure one move brings. */
static double leverage_spent(double leverage, double share, double factor)
{
    return leverage * share * factor;
}

/* Leverage after a step. */
static double leverage_after(double leverage, double base, double spent, double regrowth)
{
    return clip(leverage - spent + regrowth * (base - leverage), 0.0, 1.0);
}

/* Credibility of a mediator: mean of a Beta. */
static double credibility(double reliable, double unreliable)
{
    double total = reliable + unreliable;
    return total > 0.0 ? reliable / total : 0.0;
}

/* Leverage over a party, with what a bias toward it adds. */
static double sway(double leverage, double bias)
{
    return bias > 0.0 ? leverage * (1.0 + bias) : leverage;
}

/* Score of a mediator's report: how much better than the public it foretold what came. */
static double report_score(double told, double public)
{
    return clip(1.4426950408889634 * numeric_log((told + 1e-09) / (public + 1e-09)), -1.0, 1.0);
}

/* Chance that both leads come, as the host sees it. */
static double both_come(double chance_a, double chance_b)
{
    return chance_a * chance_b;
}

/* ---- rules.message: The mediator's word: when it is believed (Kydd 2003, 2006). ---- */

/* What a mediator is told about a side's resolve: the truth with probability α. */
static bool signal_strong(bool truly_strong, double accuracy, double u)
{
    return u < accuracy ? truly_strong : !truly_strong;
}

/* How much a signal tells. */
static double information(double accuracy)
{
    return 2.0 * accuracy - 1.0;
}

/* Least bias toward the listener at which counsel of restraint is believed. */
static double restraint_threshold(double error, double mediator_cost, double own_cost, double low, double high)
{
    double denominator = (1.0 - error) * high - low - 0.5 * error * (own_cost - low);
    if (denominator <= 0.0) {
        return 2.0;
    }
    return error * (mediator_cost + 0.5 * (own_cost + low)) / denominator;
}

/* Largest bias at which vouching for the other side is believed by both. */
static double vouching_limit(double loss, double gain, double failure_cost, double war_cost)
{
    return (loss + 2.0 * (failure_cost - war_cost) - gain) / (gain + loss);
}

/* Chance that counsel of restraint is honest. */
static double credence_of_restraint(double bias_to_listener, double threshold, double precision)
{
    return logistic(precision * (bias_to_listener - threshold));
}

/* Chance that vouching is honest. */
static double credence_of_vouching(double bias, double limit, double precision)
{
    double size = bias > 0.0 ? bias : -bias;
    return logistic(precision * (limit - size));
}

/* ---- rules.move_value: What each move does for the goals of its actor, one step ahead. ---- */

/* A strike: what it destroys, against expected retaliation, patrons' displeasure, and escalation. */
static Tuple_dddddddd strike_motives(double gain, double hawkishness, double war_cost, double retaliation,
    double support, double disapproval, double push)
{
    return (Tuple_dddddddd){0.0, gain * (0.5 + hawkishness), -war_cost * retaliation, 0.0, -support * disapproval,
        -push, 0.0, 0.0};
}

/* A week of a ground campaign, which goes beside the strikes: ground it can expect, against its losses. */
static Tuple_dddddddd campaign_motives(double strike_security, double strike_welfare, double strike_alliance,
    double ground, double hawkishness, double war_cost, double losses, double start, double push)
{
    double security = strike_security + ground * (0.5 + hawkishness) - start;
    return (Tuple_dddddddd){0.0, security, strike_welfare - war_cost * losses, 0.0, strike_alliance, -push, 0.0, 0.0};
}

/* An announced pause needs a reason: a hope of talks, patrons' praise, or the enemy's own pause. */
static Tuple_dddddddd restrain_motives(double exposure, double support, double praise, double push, double hope,
    double spared)
{
    return (Tuple_dddddddd){hope, -exposure, spared, 0.0, support * praise, -push, 0.0, 0.0};
}

/* An exchange of prisoners: people brought home, against the cost of dealing with the enemy. */
static Tuple_dddddddd move_value_exchange_motives(double gain, double stock, double cost, double help_of_mediator)
{
    double batch = stock < 2.0 ? stock : 2.0;
    return (Tuple_dddddddd){0.0, 0.0, gain * batch, -cost * (1.0 - help_of_mediator), 0.0, 0.0, 0.0, 0.0};
}

/* A visit to a partner: to win a patron's zeal, or to tell a mediator that one would come. */
static Tuple_dddddddd court_motives(double gain, double alignment, double told, double silence)
{
    return (Tuple_dddddddd){gain * told, 0.0, 0.0, 0.0, gain * alignment * silence, 0.0, 0.0, 0.0};
}

/* Coming to the table: a way out, side benefits and approval, against being seen and past failures. */
static Tuple_dddddddd attend_motives(double other_comes, double hope, double learning, double stalling,
    double side_deal, double ripe, double refusal, double image, double seen, double tired)
{
    return (Tuple_dddddddd){other_comes * (hope + learning), other_comes * stalling, other_comes * side_deal + ripe,
        refusal + image - seen - tired, 0.0, 0.0, 0.0, 0.0};
}

/* A public threat: it shows resolve that the enemy underrates, and builds a cost of backing down. */
static Tuple_dddddddd threaten_motives(double underrated, double audience, double climb_down)
{
    return (Tuple_dddddddd){0.5 * underrated, 0.0, 0.0, -audience * climb_down, 0.0, 0.0, 0.0, 0.0};
}

/* Walking out of a session: applause at home, against what a no costs and the hope given up. */
static Tuple_dddddddd walk_out_motives(double applause, double hawkishness, double refusal, double hope)
{
    return (Tuple_dddddddd){-hope, 0.0, 0.0, applause * hawkishness - refusal, 0.0, 0.0, 0.0, 0.0};
}

/* A package of aid for a client: the loss of being off the wanted level that it ends. */
static Tuple_dddddddd package_motives(double gain, double usual, double gap)
{
    double short_ = positive(gap);
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, gain * usual * short_ * short_, 0.0, 0.0, 0.0};
}

/* A delivery from stocks at once, in danger. */
static Tuple_dddddddd surge_motives(double gain, double danger, double filled, double relief)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, gain * danger * (1.0 - filled) * relief, 0.0, 0.0, 0.0};
}

/* A public cut of aid: a level above the wanted one, or a client that refused when it was pressed. */
static Tuple_dddddddd cut_motives(double gain, double usual, double gap, double saving, double burden,
    double support, double refused)
{
    double over = positive(-gap);
    double cut = saving * support;
    return (Tuple_dddddddd){0.0, 0.0, cut * positive(burden - 1.0), 0.0, gain * usual * over * over - cut,
        cut * refused, 0.0, 0.0};
}

/* A step of sanctions on the client's enemy. */
static Tuple_dddddddd sanction_motives(double gain, double gap, double size, double tie)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, gain * positive(gap), 0.0, 0.0, -size * tie};
}

/* Easing sanctions of one's own, for restraint or a deal. */
static Tuple_dddddddd relieve_motives(double gain, double level, double restraint, double size, double tie)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, 0.0, gain * level * restraint, 0.0, size * tie};
}

/* Pressure on the party by which talks fail. */
static Tuple_dddddddd press_to_talk_motives(double gain, double grip, double support, double hinge, double fresh)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, -gain * support * fresh, gain * grip * hinge * fresh, 0.0, 0.0};
}

/* A promise to guarantee what is on the table. */
static Tuple_dddddddd guarantee_motives(double gain, double missing, double prospect)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, 0.0, gain * missing * prospect, 0.0, 0.0};
}

/* A mediator's visit to one party: it listens, sounds, and carries a message. */
static Tuple_dddddddd visit_motives(double gain, double stake, double credibility, double occasion)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, 0.0, gain * stake * credibility * occasion, 0.0, 0.0};
}

/* An invitation: talks not held else, and the honour of hosting against the shame of an empty table. */
static Tuple_dddddddd convene_motives(double stake, double prospect, double before, double after, double honour)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, 0.0, stake * positive(after - before) * prospect,
        honour * (2.0 * after - 1.0), 0.0};
}

/* A text of the mediator's own: what its best item would spare, as far as it is heard and accepted. */
static Tuple_dddddddd formulate_motives(double credibility, double expected)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, 0.0, credibility * expected, 0.0, 0.0};
}

/* A reward or pressure for signing what is on the table. */
static Tuple_dddddddd lever_motives(double stake, double rise, double amount, double tie, double lean)
{
    return (Tuple_dddddddd){-amount * positive(lean), 0.0, 0.0, 0.0, 0.0, stake * rise, 0.0, -amount * tie};
}

/* Yielding the chair to a better placed mediator. */
static Tuple_dddddddd hand_over_motives(double gain, double own, double other, double honour)
{
    return (Tuple_dddddddd){0.0, 0.0, 0.0, 0.0, 0.0, gain * positive(other - own), -honour, 0.0};
}

/* ---- rules.numeric: Elementary functions that give the same bits on every machine. ---- */

/* Value moved into ``[low, high]``. */
static double clip(double x, double low, double high)
{
    return x < low ? low : (x > high ? high : x);
}

/* Positive part, written (x)⁺ in the equations. */
static double positive(double x)
{
    return x > 0.0 ? x : 0.0;
}

/* Share of a whole that is reached, never more than all of it. */
static double share_of(double x, double whole)
{
    return clip(x / whole, 0.0, 1.0);
}

/* Exponential on [-60, 60] (clipped outside), relative error below 1e-12. */
static double numeric_exp(double x)
{
    double y = clip(x, -EXP_LIMIT, EXP_LIMIT) * 0.0009765625;
    double z = y * y;
    double low = 1.0 + y + z * (C2 + C3 * y);
    double high = C4 + C5 * y + z * (C6 + C7 * y + C8 * z);
    double r = low + z * z * high;
    r = r * r;
    r = r * r;
    r = r * r;
    r = r * r;
    r = r * r;
    r = r * r;
    r = r * r;
    r = r * r;
    r = r * r;
    return r * r;
}

/* Natural logarithm for x > 0 (x below 1e-300 counts as 1e-300), relative error below 1e-15. */
static double numeric_log(double x)
{
    Tuple_di t1 = frexp_of(x > 1e-300 ? x : 1e-300);
    double mantissa = t1._0;
    int64_t exponent = t1._1;
    if (mantissa < 0.7071067811865476) {
        mantissa = mantissa * 2.0;
        exponent = exponent - 1;
    }
    double t = (mantissa - 1.0) / (mantissa + 1.0);
    double u = t * t;
    double series = 1.0 / 15.0 + u * (1.0 / 17.0 + u * (1.0 / 19.0 + u / 21.0));
    series = 1.0 / 7.0 + u * (1.0 / 9.0 + u * (1.0 / 11.0 + u * (1.0 / 13.0 + u * series)));
    series = 1.0 + u * (1.0 / 3.0 + u * (1.0 / 5.0 + u * series));
    return 2.0 * t * series + exponent * LN2;
}

/* Power x^a for x ≥ 0 and a ≥ 0. */
static double power(double x, double a)
{
    if (a == 1.0) {
        return x;
    }
    if (x <= 0.0) {
        return a != 0.0 ? 0.0 : 1.0;
    }
    if (a == 1.5) {
        return x * sqrt(x);
    }
    if (a == 2.0) {
        return x * x;
    }
    return numeric_exp(a * numeric_log(x));
}

/* Logistic function σ. */
static double logistic(double x)
{
    return 1.0 / (1.0 + numeric_exp(-x));
}

/* Log-odds of a probability. */
static double logit(double p)
{
    double q = clip(p, 1e-09, 1.0 - 1e-09);
    return numeric_log(q / (1.0 - q));
}

/* Rate of one step from a weekly rate. */
static double per_step(double rate, double days)
{
    if (days == 7.0) {
        return rate;
    }
    return 1.0 - power(1.0 - rate, days / 7.0);
}

/* Normal quantile of a uniform draw. */
static double standard_normal(double u)
{
    double z;
    double q = u - 0.5;
    if (in_middle(q)) {
        return normal_middle(q);
    }
    double tail = q < 0.0 ? u : 1.0 - u;
    double r = sqrt(-numeric_log(tail));
    if (r <= 5.0) {
        r = r - 1.6;
        z = ((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777;
        z = z / ((0.12021132975 * r + 0.7370016425) * r + 1.0);
    } else {
        r = r - 5.0;
        z = ((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115;
        z = z / ((0.012258202635 * r + 0.24197894225) * r + 1.0);
    }
    return q < 0.0 ? -z : z;
}

/* Whether the middle approximation of the normal quantile holds, q = u - ½ away from the median. */
static bool in_middle(double q)
{
    return q < 0.425 && q > -0.425;
}

/* Normal quantile of ½ + q near the median, without a branch, so that many can be had at a time. */
static double normal_middle(double q)
{
    double r = 0.180625 - q * q;
    double top = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179;
    return q * top / (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
}

/* ---- rules.offer: Packages on the contract curve, offers, and the mediator's text. ---- */

/* Position of one issue in the efficient package of concession level q, for ρ > 1. */
static double package_position(double q, double salience_a, double ideal_a, double salience_b, double ideal_b,
    double curvature)
{
    double weight_a = (1.0 - q) * salience_a;
    double weight_b = q * salience_b;
    double top = weight_a > weight_b ? weight_a : weight_b;
    if (top <= 0.0) {
        return q < 0.5 ? ideal_a : ideal_b;
    }
    double root = 1.0 / (curvature - 1.0);
    double a = power(weight_a / top, root);
    double b = power(weight_b / top, root);
    return (a * ideal_a + b * ideal_b) / (a + b);
}

/* Position of one issue for ρ = 1: issues are conceded one after the other, cheapest first. */
static double linear_concession(double q, double start, double width, double ideal_a, double ideal_b)
{
    double share = q >= start + width ? 1.0 : 0.0;
    if (width > 0.0) {
        share = clip((q - start) / width, 0.0, 1.0);
    }
    return (1.0 - share) * ideal_a + share * ideal_b;
}

/* Position of an indivisible issue: it goes whole to B once q passes s_A/(s_A + s_B). */
static double indivisible_position(double q, double salience_a, double salience_b, double ideal_a, double ideal_b)
{
    return q * (salience_a + salience_b) > salience_a ? ideal_b : ideal_a;
}

/* Value of making an offer. */
static double expected_offer(double chance, double agreed, double war, double concession)
{
    return chance * (agreed - concession) + (1.0 - chance) * war;
}

/* Nash product of the two gains, weighted by the mediator's bias β toward A. */
static double nash_product(double gain_a, double gain_b, double bias)
{
    double smaller = gain_a < gain_b ? gain_a : gain_b;
    if (smaller <= 0.0) {
        return smaller;
    }
    return power(gain_a, 0.5 * (1.0 + bias)) * power(gain_b, 0.5 * (1.0 - bias));
}

/* Smaller of two gains; its largest value is the egalitarian solution. */
static double egalitarian(double gain_a, double gain_b)
{
    return gain_a < gain_b ? gain_a : gain_b;
}

/* Smaller of the two gains relative to the best each could get. */
static double kalai_smorodinsky(double gain_a, double gain_b, double best_a, double best_b)
{
    if (best_a <= 0.0 || best_b <= 0.0) {
        return gain_a < gain_b ? gain_a : gain_b;
    }
    double a = gain_a / best_a;
    double b = gain_b / best_b;
    return a < b ? a : b;
}

/* ---- rules.power: Learning about the distribution of power: what is private is how strong the sides are, not the cost alone. ---- */

/* Mean of the belief about hidden power a step on, before the front is seen. */
static double power_forecast(double mean, double prior, double keep)
{
    return prior + keep * (mean - prior);
}

/* Variance of the belief about hidden power a step on: the unseen drifts as it does in the world. */
static double power_variance(double variance, double keep, double spread)
{
    return keep * keep * variance + (1.0 - keep * keep) * spread * spread;
}

/* How far a week's move of the front depends on hidden power. */
static double front_slope(double speed, double intensity, double decisiveness, double chance, double attacks)
{
    return speed * intensity * decisiveness * chance * (1.0 - chance) * (1.0 + attacks);
}

/* Kalman gain of the front for the belief about hidden power. */
static double front_gain(double variance, double slope, double noise)
{
    double spread = slope * slope * variance + noise * noise;
    return spread > 0.0 ? variance * slope / spread : 0.0;
}

/* ---- rules.support: Patrons: how support follows the client's conduct, the rival's patrons and one's fellow patrons. ---- */

/* Level of support that a patron wants to give, in [0, 1]. */
static double wanted_support(double alignment, double mood, double rival_gain, double fellow_loss, double counter,
    double substitution)
{
    return clip(alignment * numeric_exp(mood) * (1.0 + counter * rival_gain + substitution * fellow_loss), 0.0, 1.0);
}

/* How far a patron's support is off what it wants, relative to its usual level. */
static double support_gap(double wanted, double support, double alignment)
{
    return (wanted - support) / alignment;
}

/* Level to which a package fills support up. */
static double package(double wanted, double support)
{
    return clip(wanted + 0.5 * (wanted - support), 0.0, 1.0);
}

/* How far a client depends on what one patron could withhold. */
static double withheld_share(double support, double pooled)
{
    return pooled > 0.0 ? clip(3.0 * support / pooled, 0.0, 1.0) : 0.0;
}

/* Level of sanctions that a patron wants on its client's enemy, of its own making. */
static double wanted_sanctions(double excess, double tie, double mood)
{
    return excess > 0.0 ? clip(excess * (1.0 - tie) * numeric_exp(mood), 0.0, 1.0) : 0.0;
}

/* Support of several patrons together. */
static double pooled_support(double shortfall)
{
    return 1.0 - shortfall;
}

/* Support of the other patrons, when `own` is one patron's part of the pool. */
static double without_one(double pooled, double own)
{
    return own < 1.0 ? 1.0 - (1.0 - pooled) / (1.0 - own) : 0.0;
}

/* Deliveries due in steps [begin, end) of a pipeline that pays `rate` a step in [first, last). */
static double due_between(double rate, double first, double last, double begin, double end)
{
    double start = first > begin ? first : begin;
    double stop = last < end ? last : end;
    return stop > start ? rate * (stop - start) : 0.0;
}

/* ---- rules.trust: Trust, kept in log-odds: words, agreements, humanitarian acts and breaches move it; strikes do not. ---- */

/* Log-odds of trust after an event. */
static double trust_after_event(double log_odds, double goldstein, double weight, double gain, double loss)
{
    double scaled = weight * goldstein / 10.0;
    return log_odds + (scaled > 0.0 ? gain * scaled : loss * scaled);
}

/* Log-odds of trust falling back toward its prior. */
static double trust_recovery(double log_odds, double prior, double rate)
{
    return log_odds + rate * (prior - log_odds);
}

/* Trust in the other side while a trusted mediator vouches for it. */
static double vouched_trust(double trust, double credibility, double credence, double guarantee_of_word)
{
    return trust + (1.0 - trust) * guarantee_of_word * credibility * credence;
}

/* ---- rules.war_value: What the parties want and what war is worth to them. ---- */

/* Loss of utility on one issue. */
static double issue_loss(double position, double ideal, double salience, double curvature)
{
    double distance = position > ideal ? position - ideal : ideal - position;
    return salience * power(distance, curvature);
}

/* Settlement that the war is expected to bring on an issue. */
static double lottery_position(double p, double ideal_a, double ideal_b)
{
    return p * ideal_a + (1.0 - p) * ideal_b;
}

/* How heavily the war weighs. */
static double burden(double hurt, double weariness, double floor)
{
    double k = 0.5 * (hurt + weariness);
    return k > floor ? k : floor;
}

/* Cost of going on fighting. */
static double war_cost(double private_cost, double weight, double support, double shield)
{
    return private_cost * weight * (1.0 - shield * clip(support, 0.0, 1.0));
}

/* Shift of the value of war over one interval in which terms stand, seen from now. */
static double interval_shift(double value_before, double value_after, double until, double over, double past)
{
    double change = value_after - value_before;
    if (change < 0.0) {
        return past * change;
    }
    double gained = over * value_after - value_before;
    return gained > 0.0 ? until * gained : 0.0;
}

/* Weeks until the front reaches the bound that it drifts to. */
static double weeks_to_end(double front, double bound, double drift)
{
    double left = drift > 0.0 ? bound - front : front - 1.0 + bound;
    double speed = drift > 0.0 ? drift : -drift;
    if (left <= 0.0) {
        return 0.0;
    }
    return left < 5200.0 * speed ? left / speed : 5200.0;
}

/* Part of the cost of a war without end that falls before its expected end. */
static double lasting(double discount, double weeks)
{
    return 1.0 - power(discount, weeks);
}

/* Exponential moving average. */
static double moving_average(double value, double observed, double rate)
{
    return value + rate * (observed - value);
}

/* ---- policies.builtin: The built-in policies. Each takes a menu and a uniform draw and returns the index of its choice. ---- */

/* Index drawn with probabilities proportional to the weights, by inversion of `u`. */
static int64_t draw_from(double_1 weights, int64_t n, double u)
{
    double total = 0.0;
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        total += weights.at[x];
    }
    double mark = u * total;
    double seen = 0.0;
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        seen += weights.at[x];
        if (mark < seen) {
            return x;
        }
    }
    return n - 1;
}

/* Logit choice: better moves are likelier, none is certain (McKelvey & Palfrey 1995). */
static int64_t quantal(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights)
{
    int64_t n = values.shape[0];
    double best = values.at[0];
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        if (values.at[x] > best) {
            best = values.at[x];
        }
    }
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        weights.at[x] = choice_weight(values.at[x], best, precision, shares.at[x]);
    }
    return draw_from(weights, n, u);
}

/* Always the move of the highest value; the first of equals. */
static int64_t best_response(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights)
{
    int64_t best = 0;
    for (int64_t x = 0, end_x = values.shape[0]; x < end_x; x++) {
        if (values.at[x] > values.at[best]) {
            best = x;
        }
    }
    return best;
}

/* Any legal alternative with equal chance, whatever it is worth. */
static int64_t random_move(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights)
{
    int64_t n = values.shape[0];
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        weights.at[x] = 1.0;
    }
    return draw_from(weights, n, u);
}

/* Logit choice over values plus `lean` for each point of friendliness. */
static int64_t toned(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 weights,
    double lean)
{
    int64_t n = values.shape[0];
    double best = values.at[0] + lean * tones.at[0];
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        if (values.at[x] + lean * tones.at[x] > best) {
            best = values.at[x] + lean * tones.at[x];
        }
    }
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        weights.at[x] = choice_weight(values.at[x] + lean * tones.at[x], best, precision, shares.at[x]);
    }
    return draw_from(weights, n, u);
}

/* Quantal, with a taste for hostile moves. */
static int64_t hawk(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights)
{
    return toned(values, shares, tones, precision, u, weights, -HAWK_WEIGHT);
}

/* Quantal, with a taste for friendly moves. */
static int64_t dove(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights)
{
    return toned(values, shares, tones, precision, u, weights, HAWK_WEIGHT);
}

/* Answers in kind: the move whose tone is nearest to the enemy's of last week; better ones among equals. */
static int64_t tit_for_tat(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights)
{
    int64_t best = 0;
    for (int64_t x = 0, end_x = values.shape[0]; x < end_x; x++) {
        double gap = fabs(tones.at[x] - view.at[ENEMY_TONE]);
        double least = fabs(tones.at[best] - view.at[ENEMY_TONE]);
        if (gap < least || (gap == least && values.at[x] > values.at[best])) {
            best = x;
        }
    }
    return best;
}

/* Holds out: no friendly move until the burden of war passes a limit or the front is being lost. */
static int64_t grit(double_1 values, double_1 shares, double_1 tones, double precision, double u, double_1 view,
    double_1 weights)
{
    int64_t n = values.shape[0];
    if (view.at[BURDEN] > GRIT_LIMIT || view.at[MOMENTUM] <= -1.0) {
        return quantal(values, shares, tones, precision, u, view, weights);
    }
    double best = values.at[0];
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        if (tones.at[x] <= 0.0 && values.at[x] > best) {
            best = values.at[x];
        }
    }
    for (int64_t x = 0, end_x = n; x < end_x; x++) {
        weights.at[x] = tones.at[x] <= 0.0 ? choice_weight(values.at[x], best, precision, shares.at[x]) : 0.0;
    }
    return draw_from(weights, n, u);
}

/* Does nothing new: the first alternative of every menu. */
static int64_t status_quo(double_1 values, double_1 shares, double_1 tones, double precision, double u,
    double_1 view, double_1 weights)
{
    return 0;
}

/* ---- phases.act: Phase 4: the moves take effect: support, then mediation, then diplomacy, then the military ones. ---- */

/* Log every move that is more than waiting, then let the channels take effect in their order. */
static void act(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    int64_t m;
    choose_host(s, c);
    log_moves(s, c, log);
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        m = c->mediators[x];
        if (c->active[m] == 1 && s->move[m][Channel_MEDIATION] != c->idle[Channel_MEDIATION]) {
            s->worked[m] = s->step;
        }
    }
    s->factor = crowding(s, c, p);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 1 && c->patron[i] == 1) {
            act_support(s, c, p, i);
        }
    }
    s->text_by = -1;
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        m = c->mediators[x];
        if (c->active[m] == 1) {
            act_mediation(s, c, p, log, m);
        }
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 1 && c->party[i] == 1) {
            act_diplomatic(s, c, p, log, i);
            act_military(s, c, p, i);
        }
    }
    exchange_prisoners(s, c, p, log);
}

/* Of several invitations for one week the leads let the mediator invite whom both trust most; the others wait. */
static void choose_host(STATE *s, CASE *c)
{
    int64_t m;
    int64_t row = c->ef_row[Effect_CONVENE];
    int64_t host = -1;
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        m = c->mediators[x];
        if (c->active[m] == 1 && s->move[m][Channel_MEDIATION] == row && (host < 0 || more_trusted(s, c, m, host))) {
            host = m;
        }
    }
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        m = c->mediators[x];
        if (m != host && s->move[m][Channel_MEDIATION] == row) {
            s->move[m][Channel_MEDIATION] = c->idle[Channel_MEDIATION];
        }
    }
}

/* Log what is more than waiting; an offensive goes beside the strikes, and both are to be seen. */
static void log_moves(STATE *s, CASE *c, double_2 log)
{
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 0) {
            continue;
        }
        for (int64_t channel = 0; channel < CHANNELS; channel++) {
            int64_t move = s->move[i][channel];
            if (move != c->idle[channel]) {
                emit(s, log, i, s->target[i][channel], move, -1, -1, -1, c->mv_size[move]);
            }
            if (c->mv_effect[move] == Effect_OFFENSIVE) {
                emit(s, log, i, s->target[i][channel], c->ef_row[Effect_STRIKE], -1, -1, -1, 1.0);
            }
        }
    }
}

/* What patron i does for its client or against its client's enemy. */
static void act_support(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    double step;
    int64_t move = s->move[i][Channel_SUPPORT];
    int64_t j = s->target[i][Channel_SUPPORT];
    int64_t effect = c->mv_effect[move];
    double size = c->mv_size[move];
    if (effect == Effect_PLEDGE) {
        double wanted = wanted_level(s, c, p, i, j);
        double extra = positive(support_gap(wanted, c->alignment[i][j], c->alignment[i][j]));
        s->support[i][j] = max_float(s->support[i][j], package(wanted, s->support[i][j]));
        if (extra > 0.0) {
            double first = in_steps(c, p->pledge_lead);
            double rate = c->arms[i] * min_float(extra, 1.0);
            add_pipeline(s, c, i, j, rate, first, first + in_steps(c, size), p->pledge_credibility);
        }
    } else if (effect == Effect_SURGE) {
        add_pipeline(s, c, i, j, c->arms[i], 1.0, 1.0 + in_steps(c, size), 1.0);
    } else if (effect == Effect_CUT_BACK) {
        s->support[i][j] = s->support[i][j] * (1.0 - size);
        s->line[i][Line_AID] -= 1.0;
        s->refused[i][j] = -999;
        s->window = s->step;
        for (int64_t k = 0, end_k = s->n_pipelines; k < end_k; k++) {
            if (s->pl_supplier[k] == i && s->pl_recipient[k] == j) {
                s->pl_credibility[k] = s->pl_credibility[k] * (1.0 - size);
            }
        }
    } else if (effect == Effect_SANCTION) {
        step = min_float(size, 1.0 - s->sanctions[j]);
        s->ledger[i][j] = s->ledger[i][j] + step;
        s->sanctions[j] = s->sanctions[j] + step;
    } else if (effect == Effect_RELIEVE) {
        step = min_float(size, s->ledger[i][j]);
        s->ledger[i][j] = s->ledger[i][j] - step;
        s->sanctions[j] = clip(s->sanctions[j] - step, 0.0, 1.0);
    } else if (effect == Effect_PRESS_TO_TALK) {
        s->pressed[i][j] = s->step;
        s->refusal[j] = s->refusal[j] + size * hold_over(s, c, i, j);
    } else if (effect == Effect_PROMISE_GUARANTEE) {
        double missing = max_float(c->guarantee[i] - s->guaranteed[j], 0.0);
        s->guaranteed[j] = s->guaranteed[j] + size * missing * logistic(s->trust[j][i]);
    }
}

/* Add deliveries of `rate` a step between two steps from now; finished pipelines make room. */
static void add_pipeline(STATE *s, CASE *c, int64_t i, int64_t j, double rate, double lead, double last,
    double reliability)
{
    int64_t n = s->n_pipelines;
    int64_t slot = n;
    for (int64_t k = 0, end_k = n; k < end_k; k++) {
        if (s->pl_last[k] <= s->step) {
            slot = k;
            break;
        }
    }
    if (slot >= 64) {
        return;
    }
    s->pl_supplier[slot] = i;
    s->pl_recipient[slot] = j;
    s->pl_rate[slot] = rate;
    s->pl_first[slot] = s->step + lead;
    s->pl_last[slot] = s->step + last;
    s->pl_credibility[slot] = reliability;
    s->pl_label[slot] = -1;
    s->pl_key[slot] = (c->key[i] + s->step) & 4294967295LL;
    s->n_pipelines = max_int(n, slot + 1);
}

/* What mediator m does; every effect carries its credibility, its leverage or its guarantee. */
static void act_mediation(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m)
{
    int64_t move = s->move[m][Channel_MEDIATION];
    int64_t j = s->target[m][Channel_MEDIATION];
    int64_t effect = c->mv_effect[move];
    double size = c->mv_size[move];
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    if (effect == Effect_SHUTTLE) {
        s->last_contact = s->step;
        sound(s, c, p, log, m, j);
        carry_message(s, c, p, log, m, j);
        s->visited[m][j] = s->step;
    } else if (effect == Effect_CONVENE) {
        s->host = m;
        s->invitations = s->invitations + 1;
        s->invited_until = max_int(s->invited_until, s->step + (int64_t)(in_steps(c, size) + 0.5));
    } else if (effect == Effect_FORMULATE) {
        if (s->text_by < 0 || more_trusted(s, c, m, s->text_by)) {
            s->text_by = m;
            s->text_item = best_item(s, c, p, s->public_q);
            stand_behind(s, c, p, m);
        }
    } else if (effect == Effect_INDUCE) {
        spend_leverage(s, c, p, m, j, size, true);
    } else if (effect == Effect_PRESS) {
        spend_leverage(s, c, p, m, j, size, false);
    } else if (effect == Effect_GUARANTEE) {
        for (int64_t side = 0; side < 2; side++) {
            int64_t i = c->lead[side];
            double missing = max_float(c->guarantee[m] - s->guaranteed[i], 0.0);
            s->guaranteed[i] = s->guaranteed[i] + size * s->factor * missing * believed(s, i, m);
            s->monitoring = max_float(s->monitoring, c->guarantee[m] * s->factor * min_float(believed(s, a, m),
                believed(s, b, m)));
        }
    } else if (effect == Effect_HAND_OVER) {
        s->host = j;
        s->coordinated_until = s->step + (int64_t)(in_steps(c, size) + 0.5);
    }
}

/* Whether both leads together believe m more than the other mediator; the one that counts when two act at once. */
static bool more_trusted(STATE *s, CASE *c, int64_t m, int64_t other)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    return believed(s, a, m) * believed(s, b, m) > believed(s, a, other) * believed(s, b, other);
}

/* A text of the mediator's gives both leads political cover, and it vouches for each with the other. */
static void stand_behind(STATE *s, CASE *c, PARAMETERS *p, int64_t m)
{
    for (int64_t side = 0; side < 2; side++) {
        int64_t i = c->lead[side];
        s->cover[i] = p->cover * s->factor * believed(s, i, m);
        double limit = vouching_limit(p->kydd_loss, p->kydd_gain, p->kydd_failure * c->goal[m][Goal_PRESTIGE],
            p->kydd_war * c->goal[m][Goal_PEACE]);
        double credence = credence_of_vouching(s->bias[m], limit, p->lambda_message);
        s->vouched[i] = p->vouch * s->factor * believed(s, i, m) * credence * information(c->accuracy[m]);
    }
}

/* Turn leverage into an inducement for signing or into pressure at the moment of signing. */
static void spend_leverage(STATE *s, CASE *c, PARAMETERS *p, int64_t m, int64_t j, double share, bool reward)
{
    double amount = leverage_spent(sway(s->leverage[m][j], lean_to(s, c, m, j)), share, s->factor);
    if (reward) {
        s->inducement[j] = s->inducement[j] + amount;
    } else {
        s->pressure[j] = s->pressure[j] + amount;
    }
    s->leverage[m][j] = clip(s->leverage[m][j] - amount * p->leverage_wear, 0.0, 1.0);
}

/* Mediator m asks lead j in secret whether it would come if the other did; an answer costs nothing at home. */
static void sound(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m, int64_t j)
{
    double other = heard_chance(s->attend[c->lead[1 - c->side[j]]], believed(s, j, m), 1.0, 1.0);
    bool yes = draw(s, c, j, Decision_SOUNDING) < logistic(p->lambda_choice * worth_of_coming(s, c, p, j, m, other));
    note_answer(s, c, log, m, j, yes);
}

/* What lead j has told mediator m in secret. */
static void note_answer(STATE *s, CASE *c, double_2 log, int64_t m, int64_t j, bool yes)
{
    s->answer[m][j] = yes ? 1 : 0;
    s->asked[m][j] = s->step;
    emit(s, log, m, j, c->ef_row[Effect_SOUNDING], yes ? 1 : 0, -1, -1, -1.0);
}

/* Mediator m tells j what it heard of the other side's resolve, or what it wants j to hear (Kydd 2003). */
static void carry_message(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m, int64_t j)
{
    int64_t other = c->lead[1 - c->side[j]];
    double told = information(c->accuracy[m]);
    bool strong = s->private_cost[other] < s->public_mean[other];
    bool signal = signal_strong(strong, c->accuracy[m], draw(s, c, m, Decision_SIGNAL + 64 * (1 + c->side[j])));
    double toward = c->side[j] == 0 ? s->bias[m] : -s->bias[m];
    double spread = c->cost_sd[other];
    double threshold = restraint_threshold(1.0 - c->accuracy[m], p->kydd_war, s->public_mean[j],
        max_float(c->cost[other] - spread, 0.0), c->cost[other] + spread);
    double credence = credence_of_restraint(toward, threshold, p->lambda_message);
    bool honest = draw(s, c, m, Decision_REPORT + 64 * (1 + c->side[j])) < credence;
    bool said = honest ? signal : true;
    log_outcome(s, c, log, Effect_MESSAGE, m, j, -1, other, said ? 1.0 : 0.0);
    double honest_part = said ? credence : 1.0;
    double weight = believed(s, j, m) * honest_part * told;
    s->report[j] = said ? 1 : 0;
    if (weight > 1e-09 && spread > 0.0) {
        double heard = s->public_mean[other] + (said ? -spread : spread) * told;
        s->reporter[j] = m;
        s->told[j] = heard;
        double gain = kalman_gain(s->belief_var[j][other], report_noise(p->report_noise, believed(s, j, m),
            honest_part * told));
        s->belief_mean[j][other] += gain * (heard - s->belief_mean[j][other]);
        s->belief_var[j][other] = (1.0 - gain) * s->belief_var[j][other];
    }
}

/* Visits, threats and walk-outs; coming to the table is settled in the next phase. */
static void act_diplomatic(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t i)
{
    int64_t move = s->move[i][Channel_DIPLOMATIC];
    int64_t j = s->target[i][Channel_DIPLOMATIC];
    int64_t effect = c->mv_effect[move];
    if (effect == Effect_COURT) {
        s->visited[i][j] = s->step;
        if (c->patron[j] == 1 && c->allegiance[j] == c->side[i]) {
            s->line[j][Line_AID] += c->mv_size[move];
        }
        if (c->mediator[j] == 1 && s->wish[i] > 0.0 && believed(s, i, j) > 0.0) {
            sound(s, c, p, log, j, i);
        }
        return;
    }
    if (j < 0) {
        return;
    }
    if (effect == Effect_THREATEN) {
        hear_threat(s, c, p, i);
        s->demand[i] = s->demand[i] + c->mv_size[move];
    }
    if (c->mv_trust[move] != 0.0) {
        move_trust(s, c, p, j, i, move, 1.0);
    }
    if (effect == Effect_WALK_OUT) {
        know_answer(s, c, i, 0);
        s->in_session = 0;
        s->invited_until = -1;
        s->attend[i] = (1.0 - p->walk_out_drop) * s->attend[i];
    }
    if (c->mv_push[move] != 0.0) {
        push_on(s, c, i, c->mv_push[move]);
    }
    if (effect == Effect_PROPOSE || effect == Effect_ATTEND || effect == Effect_CONCEDE) {
        s->last_contact = s->step;
    }
}

/* A threat pays for the resolved only, so all learn from it: it is a yes to a price that a low cost pays. */
static void hear_threat(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    double slope;
    double chance;
    double price = c->mv_size[c->ef_row[Effect_THREATEN]] * s->prospect + 0.5 * s->demand[i];
    double weight = -0.5 * war_cost(1.0, s->toll[i], s->pooled[i], p->shield);
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t j = c->parties[x];
        if (c->active[j] == 1 && c->side[j] != c->side[i]) {
            double margin = weight * (s->belief_mean[j][i] - s->public_mean[i]) - price;
            slope = accept_slope(-weight * sqrt(s->belief_var[j][i]), p->lambda_choice);
            chance = accept_at(margin, slope);
            s->belief_mean[j][i] = mean_after_answer(s->belief_mean[j][i], s->belief_var[j][i], weight, slope,
                chance, true);
            s->belief_var[j][i] = positive(variance_after_answer(s->belief_var[j][i], weight, slope, chance));
        }
    }
    slope = accept_slope(-weight * sqrt(s->public_var[i]), p->lambda_choice);
    chance = accept_at(-price, slope);
    s->public_mean[i] = mean_after_answer(s->public_mean[i], s->public_var[i], weight, slope, chance, true);
    s->public_var[i] = positive(variance_after_answer(s->public_var[i], weight, slope, chance));
}

/* Remember an impulse of i's on all its enemies, for the update of escalation. */
static void push_on(STATE *s, CASE *c, int64_t i, double push)
{
    s->push[i] = s->push[i] + push;
}

/* Strikes, offensives and pauses: their impulse now, their damage in the update. */
static void act_military(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    int64_t move = s->move[i][Channel_MILITARY];
    int64_t j = s->target[i][Channel_MILITARY];
    int64_t effect = c->mv_effect[move];
    s->offensive[i] = effect == Effect_OFFENSIVE ? c->mv_size[move] : 0.0;
    if (effect == Effect_OFFENSIVE) {
        s->demand[i] = 0.0;
        s->campaign_weeks = s->campaign_weeks + 1;
    }
    s->last_hostility[i] = c->mv_goldstein[move];
    push_on(s, c, i, c->mv_push[move]);
    if (effect == Effect_RESTRAIN && j >= 0) {
        move_trust(s, c, p, j, i, move, 1.0);
    }
}

/* An exchange is held when both leads are ready for it; it has its own channel, apart from the talks. */
static void exchange_prisoners(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    bool ready = c->mv_effect[s->move[a][Channel_HUMANITARIAN]] == Effect_EXCHANGE
        && c->mv_effect[s->move[b][Channel_HUMANITARIAN]] == Effect_EXCHANGE;
    double released = ready ? p->exchange_release : 0.0;
    if (ready) {
        double batch = min_float(s->prisoners, 2.0);
        s->exchanges = s->exchanges + 1;
        s->last_exchange = s->step;
        s->last_contact = s->step;
        int64_t row = c->ef_row[Effect_EXCHANGE_HELD];
        log_outcome(s, c, log, Effect_EXCHANGE_HELD, a, b, -1, -1, batch);
        for (int64_t side = 0; side < 2; side++) {
            move_trust(s, c, p, c->lead[side], c->lead[1 - side], row, p->transfer);
        }
    }
    s->prisoners = stock_after(s->prisoners, p->prisoner_inflow * c->days / 7.0, s->intensity * s->ground, released);
}

/* ---- phases.begin: The start of a run: private costs, trust priors and the contract curve. ---- */

/* Fill a zeroed state record from the case; `seed_low`, `seed_high` and `run` are set already. */
static void begin(STATE *s, CASE *c, PARAMETERS *p)
{
    begin_clock(s);
    s->keep = persistence(p->line_life, c->days);
    begin_actors(s, c, p);
    begin_pairs(s, c, p);
    begin_power(s, c, p);
    begin_pipelines(s, c);
    begin_deals(s, c, p);
    s->ground = violence_factor(s, c, p, false);
    begin_front(s, c, p);
    s->intensity = 0.5 * (s->escalation[c->lead[0]][c->lead[1]] + s->escalation[c->lead[1]][c->lead[0]]);
    s->prisoners = c->prisoners;
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        s->usual[i] = coercion_on(s, c, i);
        s->pooled[i] = pool_support(s, c, i);
        s->pooled_start[i] = s->pooled[i];
    }
    tabulate_packages(s, c, p);
    tabulate_ages(s, c, p);
}

/* Nothing has happened yet: -1 marks 'never'. */
static void begin_clock(STATE *s)
{
    s->host = -1;
    s->invited_until = -1;
    s->last_round = -99;
    s->last_contact = -99;
    s->last_early = -99;
    s->coordinated_until = -1;
    s->text_by = -1;
    s->text_item = -1;
    s->last_offer = -99;
    s->last_breach = -99;
    s->last_exchange = -99;
    s->window = -99;
    s->victor = -1;
    s->outcome = -1;
    s->factor = 1.0;
    s->track_max_step = -1;
    s->first_contact = -1;
    s->first_early = -1;
    s->first_formal = -1;
    s->first_host = -1;
    s->first_ceasefire = -1;
    s->first_settlement = -1;
    s->first_breach = -1;
    s->first_partial = -1;
    s->settlement_q = -1.0;
}

/* The front, and the even move of the weeks before that makes its momentum; the last of `fronts` is the latest. */
static void begin_front(STATE *s, CASE *c, PARAMETERS *p)
{
    s->front = c->front;
    int64_t back = steps_back(c, p);
    for (int64_t age = 0; age < LOOKBACK; age++) {
        s->fronts[LOOKBACK - 1 - age] = c->front - c->momentum * p->stuck * min_int(age, back) / max_int(back, 1);
    }
}

/* Capability, private cost of war, standing and the rest of each actor's own state. */
static void begin_actors(STATE *s, CASE *c, PARAMETERS *p)
{
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        s->capability[i] = c->capability[i];
        s->worked[i] = -999;
        s->affront[i] = -999;
        for (int64_t x = 0; x < LINES; x++) {
            if (c->line_set[i][x] == 1) {
                s->line[i][x] = c->line[i][x];
            } else if (bears(c, i, x)) {
                s->line[i][x] = noise(s, c, i, Decision_LINE_START + x);
            }
            if (c->active[i] == 1 && bears(c, i, x)) {
                s->line_actor[s->n_lines] = i;
                s->line_kind[s->n_lines] = x;
                s->line_key[s->n_lines] = c->key[i];
                s->n_lines += 1;
            }
        }
        s->rest[i] = c->party[i] == 1 ? clip(c->rest[i] + p->fight_sd * s->line[i][Line_FIGHT], 0.0,
            1.0) : c->rest[i];
        s->hurt[i] = 1.0;
        s->weariness[i] = c->weariness[i];
        s->bias[i] = c->bias[i];
        s->report[i] = -1;
        s->reporter[i] = -1;
        s->public_mean[i] = c->cost[i];
        s->public_var[i] = c->cost_sd[i] * c->cost_sd[i];
        s->private_cost[i] = clip(c->cost[i] + c->cost_sd[i] * noise(s, c, i, Decision_PRIVATE_COST), 0.005, 0.95);
        if (c->party[i] == 1) {
            s->guaranteed[i] = c->guarantee[i];
            s->standing[i] = p->standing_sd * noise(s, c, i, Decision_STANDING_START);
            s->attend[i] = p->attend_start;
            s->refusal[i] = p->refusal_cost;
        }
    }
}

/* Set every field of a directed pair to zero: a record is used for one run after the other. */
static void clear_pair(STATE *s, int64_t i, int64_t j)
{
    s->escalation[i][j] = 0.0;
    s->belief_mean[i][j] = 0.0;
    s->belief_var[i][j] = 0.0;
    s->trust[i][j] = 0.0;
    s->trust_prior[i][j] = 0.0;
    s->support[i][j] = 0.0;
    s->leverage[i][j] = 0.0;
    s->reliable[i][j] = 0.0;
    s->unreliable[i][j] = 0.0;
    s->ledger[i][j] = 0.0;
    s->pressed[i][j] = 0;
    s->refused[i][j] = 0;
    s->visited[i][j] = 0;
    s->answer[i][j] = 0;
    s->asked[i][j] = 0;
}

/* Trust, escalation, beliefs, support, leverage and credibility of each directed pair. */
static void begin_pairs(STATE *s, CASE *c, PARAMETERS *p)
{
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
            clear_pair(s, i, j);
            if (i == j) {
                continue;
            }
            s->escalation[i][j] = c->escalation[i][j];
            s->support[i][j] = c->support[i][j];
            s->leverage[i][j] = c->leverage[i][j];
            s->reliable[i][j] = c->credibility[i][j] * p->credibility_record;
            s->unreliable[i][j] = (1.0 - c->credibility[i][j]) * p->credibility_record;
            s->visited[i][j] = -99;
            s->pressed[i][j] = -999;
            s->refused[i][j] = -999;
            s->answer[i][j] = c->answer[i][j];
            s->asked[i][j] = c->asked[i][j];
            s->trust[i][j] = c->trust[i][j];
            if (c->party[i] == 1 && c->party[j] == 1 && c->side[i] != c->side[j]) {
                double u = uniform(s->seed_low, s->seed_high, s->run, c->key[i], Decision_TRUST_PRIOR, c->key[j]);
                s->trust[i][j] = logit(c->trust[i][j]) + p->trust_spread * standard_normal(u);
                s->belief_mean[i][j] = c->cost[j];
                s->belief_var[i][j] = c->cost_sd[j] * c->cost_sd[j];
            } else {
                s->trust[i][j] = logit(c->trust[i][j]);
            }
            s->trust_prior[i][j] = s->trust[i][j];
        }
    }
}

/* Hidden power, and what each party makes of its own signs of it: a signal as noisy as the thing itself. */
static void begin_power(STATE *s, CASE *c, PARAMETERS *p)
{
    s->power = p->power_sd * noise(s, c, c->lead[0], Decision_POWER);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->party[i] == 1) {
            double signal = s->power + p->power_sd * noise(s, c, i, Decision_POWER_VIEW);
            s->power_mean[i] = 0.5 * (signal + prior_power(c, i));
            s->power_seen[i] = 0.5 * prior_power(c, i);
            s->power_var[i] = 0.5 * p->power_sd * p->power_sd;
        }
    }
}

/* The pipelines of the scenario whose supplier and recipient take part. */
static void begin_pipelines(STATE *s, CASE *c)
{
    int64_t n = 0;
    for (int64_t k = 0, end_k = c->n_pipelines; k < end_k; k++) {
        if (c->active[c->pl_supplier[k]] == 1 && c->active[c->pl_recipient[k]] == 1) {
            s->pl_supplier[n] = c->pl_supplier[k];
            s->pl_recipient[n] = c->pl_recipient[k];
            s->pl_rate[n] = c->pl_rate[k];
            s->pl_first[n] = c->pl_first[k];
            s->pl_last[n] = c->pl_last[k];
            s->pl_credibility[n] = c->pl_credibility[k];
            s->pl_key[n] = c->pl_key[k];
            s->pl_label[n] = PIPELINE_SUBJECT + k;
            n += 1;
        }
    }
    s->n_pipelines = n;
}

/* Deals in force at the start, with their expiry. */
static void begin_deals(STATE *s, CASE *c, PARAMETERS *p)
{
    for (int64_t a = 0, end_a = 2 + c->n_issues; a < end_a; a++) {
        s->by[a] = -1;
        s->rejected[a] = -999;
        if (c->deal_on[a] == 1) {
            s->on[a] = 1;
            s->until[a] = c->deal_until[a];
            s->by[a] = c->deal_mediator[a];
            s->monitored[a] = c->deal_monitored[a];
            if (a >= 2 && c->humanitarian[a - 2] == 1) {
                s->last_exchange = -1;
            }
            draw_leanings(s, c, a);
        }
    }
    if (s->on[0] == 1) {
        s->settlement_q = 0.5;
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->party[i] == 1 && s->on[0] + s->on[1] > 0) {
            s->ag_floor[i] = burden(s->hurt[i], s->weariness[i], 0.0);
            s->ag_cover[i] = s->on[0] == 1 ? c->deal_guarantee[0] : 0.0;
        }
    }
}

/* What the other side does to i: Σ_j e_ji M_j. */
static double coercion_on(STATE *s, CASE *c, int64_t i)
{
    double total = 0.0;
    if (c->party[i] == 1) {
        for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
            if (c->active[j] == 1 && c->party[j] == 1 && c->side[j] != c->side[i]) {
                total += s->escalation[j][i] * s->capability[j];
            }
        }
    }
    return total;
}

/* Support of all patrons of i together. */
static double pool_support(STATE *s, CASE *c, int64_t i)
{
    double shortfall = 1.0;
    for (int64_t x = 0, end_x = c->n_patrons; x < end_x; x++) {
        int64_t m = c->patrons[x];
        if (c->active[m] == 1) {
            shortfall *= 1.0 - s->support[m][i];
        }
    }
    return pooled_support(shortfall);
}

/* Efficient packages of the two leads for each concession level, and each party's utility of them. */
static void tabulate_packages(STATE *s, CASE *c, PARAMETERS *p)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    for (int64_t q = 0; q < GRID; q++) {
        double level = q / (GRID - 1.0);
        for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
            s->package[q][k] = issue_position(c, p, level, k, a, b);
        }
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->party[i] == 1) {
            for (int64_t q = 0; q < GRID; q++) {
                double loss = 0.0;
                for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
                    loss += issue_loss(s->package[q][k], c->ideal[i][k], c->salience[i][k], p->curvature);
                }
                s->utility[i][q] = 1.0 - loss;
            }
        }
    }
}

/* What waiting does, worked out once: what is left of an answer by its age, and of what a party waits for. */
static void tabulate_ages(STATE *s, CASE *c, PARAMETERS *p)
{
    for (int64_t age = 0; age < AGES; age++) {
        s->left[age] = remains(c, p, age * 1.0);
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->party[i] == 1) {
            s->over_interval[i] = power(c->patience[i], p->terms_interval);
            for (int64_t h = 1; h < HORIZONS; h++) {
                double wait = (h - 1) * p->terms_interval;
                s->until_interval[i][h] = power(c->patience[i], wait);
                s->past_interval[i][h] = power(c->patience[i], wait + p->terms_interval);
            }
        }
    }
}

/* Position of issue k in the package of a concession level. */
static double issue_position(CASE *c, PARAMETERS *p, double level, int64_t k, int64_t a, int64_t b)
{
    if (c->indivisible[k] == 1) {
        return indivisible_position(level, c->salience[a][k], c->salience[b][k], c->ideal[a][k], c->ideal[b][k]);
    }
    if (p->curvature > 1.0) {
        return package_position(level, c->salience[a][k], c->ideal[a][k], c->salience[b][k], c->ideal[b][k],
            p->curvature);
    }
    double before = 0.0;
    double total = 0.0;
    for (int64_t other = 0, end_other = c->n_issues; other < end_other; other++) {
        double width = stretch(c, other, a, b);
        total += width;
        if (conceded_earlier(c, other, k, a, b)) {
            before += width;
        }
    }
    if (total <= 0.0) {
        return c->ideal[a][k];
    }
    return linear_concession(level, before / total, stretch(c, k, a, b) / total, c->ideal[a][k], c->ideal[b][k]);
}

/* Length of issue k on the concession path: what it means to both. */
static double stretch(CASE *c, int64_t k, int64_t a, int64_t b)
{
    double distance = c->ideal[a][k] - c->ideal[b][k];
    return (c->salience[a][k] + c->salience[b][k]) * (distance > 0.0 ? distance : -distance);
}

/* Whether A concedes `other` before k: the one that means more to B relative to A goes first. */
static bool conceded_earlier(CASE *c, int64_t other, int64_t k, int64_t a, int64_t b)
{
    double first = c->salience[b][other] * c->salience[a][k];
    double second = c->salience[b][k] * c->salience[a][other];
    return first > second || (first == second && other < k);
}

/* ---- phases.choose: Phase 3: each actor chooses one move per channel, all from the state at the start of the step. ---- */

/* What the leads hope for from talks and what mediators could win, known before anybody chooses. */
static void prepare_choice(STATE *s, CASE *c, PARAMETERS *p)
{
    assess_text(s, c, p);
    for (int64_t side = 0; side < 2; side++) {
        int64_t i = c->lead[side];
        assess_coming(s, c, p, i);
        s->wish[i] = s->on[0] == 0 ? worth_of_coming(s, c, p, i, -1, 1.0) : 0.0;
    }
}

/* What actor i sees of its situation, for policies (`policies.builtin.VIEW_FIELDS`). */
static void fill_view(STATE *s, CASE *c, int64_t i, int64_t channel)
{
    double toward = 1.0;
    double prevail = s->p;
    int64_t enemy = c->lead[1];
    if (c->side[i] == 1) {
        toward = -1.0;
        prevail = 1.0 - s->p;
        enemy = c->lead[0];
    }
    s->seen[BURDEN] = c->party[i] == 1 ? s->weight[i] : 1.0;
    s->seen[MOMENTUM] = toward * s->momentum;
    s->seen[ENEMY_TONE] = s->last_hostility[enemy];
    s->seen[IN_SESSION] = s->in_session;
    s->seen[STANDING] = s->standing[i];
    s->seen[PREVAIL] = prevail;
    s->seen[STUCK] = s->stuck;
    s->seen[WEEKS_SINCE_ROUND] = s->step - s->last_round;
    s->seen[HOPE] = s->hope[i];
    s->seen[CHANNEL] = channel;
}

/* Stand for users' policies; the engines put theirs in its place. Without any, nothing is done. */
static int64_t custom_policy(int64_t number, double_1 values, double_1 shares, double_1 tones, double precision,
    double u, double_1 view, double_1 weights)
{
    return 0;
}

/* Ask a built-in policy for its choice from the menu in the state. */
static int64_t pick(int64_t policy, STATE *s, int64_t n, double precision, double u)
{
    double_1 values = (double_1){s->alt_value, {n}};
    double_1 shares = (double_1){s->alt_share, {n}};
    double_1 tones = (double_1){s->alt_tone, {n}};
    double_1 weights = (double_1){s->alt_weight, {n}};
    if (policy == Policy_QUANTAL) {
        return quantal(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
    }
    if (policy == Policy_BEST_RESPONSE) {
        return best_response(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
    }
    if (policy == Policy_RANDOM) {
        return random_move(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
    }
    if (policy == Policy_HAWK) {
        return hawk(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
    }
    if (policy == Policy_DOVE) {
        return dove(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
    }
    if (policy == Policy_TIT_FOR_TAT) {
        return tit_for_tat(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
    }
    if (policy == Policy_GRIT) {
        return grit(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
    }
    if (policy >= CUSTOM) {
        return custom_policy(policy - CUSTOM, values, shares, tones, precision, u, (double_1){s->seen, {10}},
            weights);
    }
    return status_quo(values, shares, tones, precision, u, (double_1){s->seen, {10}}, weights);
}

/* Note what actor i chose from the menu in the state. */
static void take(STATE *s, int64_t i, int64_t channel, int64_t choice)
{
    s->move[i][channel] = s->alt_move[choice];
    s->target[i][channel] = s->alt_target[choice];
}

/* Place of actor i's choice on its menu of a channel, which stays in the state. */
static int64_t decide(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t channel)
{
    fill_menu(s, c, p, i, channel);
    fill_view(s, c, i, channel);
    int64_t n = s->n_alternatives;
    int64_t choice = pick(c->policy[i], s, n, p->lambda_choice, draw(s, c, i, channel));
    if (choice < 0 || choice >= n) {
        s->fault = POLICY_FAULT;
        choice = 0;
    }
    return choice;
}

/* All actors choose, channel by channel; who wants to look on or to choose otherwise replaces :func:`decide`. */
static void choose(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    prepare_choice(s, c, p);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        for (int64_t channel = 0; channel < CHANNELS; channel++) {
            s->move[i][channel] = c->idle[channel];
            s->target[i][channel] = -1;
        }
        if (c->active[i] == 0) {
            continue;
        }
        for (int64_t channel = 0; channel < CHANNELS; channel++) {
            if (holds_channel(c, i, channel)) {
                take(s, i, channel, decide(s, c, p, i, channel));
            }
        }
    }
}

/* ---- phases.common: What several phases share: draws, the event log, trust, and simple look-ups. ---- */

/* Uniform draw of actor i for one of its decisions this step. */
static double draw(STATE *s, CASE *c, int64_t i, int64_t decision)
{
    return uniform(s->seed_low, s->seed_high, s->run, c->key[i], decision, s->step);
}

/* Standard normal draw of actor i for one of its decisions this step. */
static double noise(STATE *s, CASE *c, int64_t i, int64_t decision)
{
    return standard_normal(draw(s, c, i, decision));
}

/* Write one row to the event log, if there is room (a log without rows keeps nothing). */
static void emit(STATE *s, double_2 log, int64_t actor, int64_t target, int64_t move, int64_t accepted,
    int64_t subject, int64_t via, double value)
{
    int64_t row = s->n_events;
    if (row < log.shape[0]) {
        log.at[row * log.shape[1] + EventField_STEP] = s->step;
        log.at[row * log.shape[1] + EventField_ACTOR] = actor;
        log.at[row * log.shape[1] + EventField_TARGET] = target;
        log.at[row * log.shape[1] + EventField_MOVE] = move;
        log.at[row * log.shape[1] + EventField_ACCEPTED] = accepted;
        log.at[row * log.shape[1] + EventField_SUBJECT] = subject;
        log.at[row * log.shape[1] + EventField_VIA] = via;
        log.at[row * log.shape[1] + EventField_VALUE] = value;
        s->n_events = row + 1;
    }
}

/* Let i's trust in j feel a move of the catalogue, `scale` times its weight. */
static void move_trust(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t j, int64_t move, double scale)
{
    s->trust[i][j] = trust_after_event(s->trust[i][j], c->mv_goldstein[move], c->mv_trust[move] * scale,
        p->trust_gain, p->trust_loss);
}

/* I's trust in j as a probability, with what a mediator vouches for. */
static double trust_in(STATE *s, int64_t i, int64_t j)
{
    return vouched_trust(logistic(s->trust[i][j]), 1.0, 1.0, s->vouched[i]);
}

/* Credibility of mediator m with i; 0 when it has none. */
static double believed(STATE *s, int64_t i, int64_t m)
{
    return credibility(s->reliable[i][m], s->unreliable[i][m]);
}

/* What is left of a circumstance, or of what was learned of it, after some steps. */
static double remains(CASE *c, PARAMETERS *p, double steps)
{
    double weeks = steps * c->days / 7.0;
    return weeks < 520.0 ? persistence(p->line_life, 7.0 * weeks) : 0.0;
}

/* What is left of what was learned at a step, from the table as far as it goes (see `begin.tabulate_ages`). */
static double aged(STATE *s, CASE *c, PARAMETERS *p, int64_t step)
{
    int64_t age = s->step - step;
    return age < AGES ? s->left[age] : remains(c, p, age * 1.0);
}

/* Whether a line of policy bears on a seat that actor i holds; the others are not drawn. */
static bool bears(CASE *c, int64_t i, int64_t line)
{
    if (line == Line_ENGAGE) {
        return c->mediator[i] == 1;
    }
    if (line == Line_AID || line == Line_COERCE) {
        return c->patron[i] == 1;
    }
    return c->party[i] == 1;
}

/* Weeks since a step. */
static double since(STATE *s, CASE *c, int64_t step)
{
    return (s->step - step) * c->days / 7.0;
}

/* Sum of the capability of a side's parties. */
static double side_capability(STATE *s, CASE *c, int64_t side)
{
    double total = 0.0;
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t i = c->parties[x];
        if (c->active[i] == 1 && c->side[i] == side) {
            total += s->capability[i];
        }
    }
    return total;
}

/* Weeks in steps. */
static double in_steps(CASE *c, double weeks)
{
    return weeks * 7.0 / c->days;
}

/* Steps over which the front's momentum is counted. */
static int64_t steps_back(CASE *c, PARAMETERS *p)
{
    return min_int((int64_t)(in_steps(c, p->lookback) + 0.5), LOOKBACK - 2);
}

/* What party i takes hidden power to be as long as it sees nothing of it: its own optimism. */
static double prior_power(CASE *c, int64_t i)
{
    return c->side[i] == 0 ? c->optimism[i] : -c->optimism[i];
}

/* Whether party i paused last week; it is the only friendly military move. */
static bool paused(STATE *s, int64_t i)
{
    return s->last_hostility[i] > 0.0;
}

/* What j does in public answers every mediator: 1 it came, 0 it broke off or stayed away, -1 open again. */
static void know_answer(STATE *s, CASE *c, int64_t j, int64_t answer)
{
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        int64_t m = c->mediators[x];
        s->answer[m][j] = answer;
        s->asked[m][j] = s->step;
    }
}

/* Whether slot a is for a truce on part of the violence while a ceasefire covers all of it. */
static bool rests(STATE *s, CASE *c, int64_t a)
{
    return a >= 2 && c->covers[a - 2] > 0 && s->on[1] == 1;
}

/* Row of the catalogue that stands for an effect (the first one that has it). */
static int64_t row_of(CASE *c, int64_t effect)
{
    return c->ef_row[effect];
}

/* Write an event that follows from moves, such as a round, a signature or a breach. */
static void log_outcome(STATE *s, CASE *c, double_2 log, int64_t effect, int64_t actor, int64_t target,
    int64_t subject, int64_t via, double value)
{
    int64_t accepted = -1;
    if (effect == Effect_ACCEPT) {
        accepted = 1;
    } else if (effect == Effect_REJECT) {
        accepted = 0;
    }
    emit(s, log, actor, target, row_of(c, effect), accepted, subject, via, value);
}

/* What each party's leader brings to the agreement in slot a: its will to keep it, around its enemy's trust. */
static void draw_leanings(STATE *s, CASE *c, int64_t a)
{
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t j = c->parties[x];
        if (c->active[j] == 1) {
            s->distrust[a][j] = s->trust[c->lead[1 - c->side[j]]][j];
            s->leaning[a][j] = s->distrust[a][j] + logit(draw(s, c, j, Decision_LEANING + a));
        }
    }
}

/* What agreements in force leave of the violence chosen: 1 without any. */
static double violence_factor(STATE *s, CASE *c, PARAMETERS *p, bool strikes)
{
    if (s->on[0] == 1) {
        return p->settlement_violence;
    }
    if (s->on[1] == 1) {
        return p->ceasefire_violence;
    }
    double factor = 1.0;
    for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
        bool covered = (strikes && c->covers[k] == 1) || (!strikes && c->covers[k] == 2);
        if (covered && s->on[2 + k] == 1 && s->suspended[2 + k] == 0) {
            factor *= p->truce_violence;
        }
    }
    return factor;
}

/* ---- phases.comply: Phase 6: each agreement in force is kept, suspended or broken by each party; terms are renewed or lapse. ---- */

/* Go through the slots; a settlement or ceasefire may be broken by any party, a deal by the leads. */
static void comply(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    for (int64_t a = 0, end_a = 2 + c->n_issues; a < end_a; a++) {
        if (s->on[a] == 0 || rests(s, c, a) || (s->since[a] == s->step && s->step > 0)) {
            continue;
        }
        if (s->suspended[a] > 0) {
            while_suspended(s, c, p, log, a);
            continue;
        }
        if (s->until[a] > 0 && s->step >= s->until[a]) {
            renew(s, c, p, log, a);
            continue;
        }
        for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
            bool concerned = c->party[j] == 1 && (a < 2 || j == c->lead[0] || j == c->lead[1]);
            if (c->active[j] == 1 && concerned && s->on[a] == 1 && s->suspended[a] == 0) {
                keep_or_break(s, c, p, log, a, j);
            }
        }
    }
}

/* Margin of party j for keeping the agreement in slot a, at a value of the war to come and a cost of war. */
static double margin_at(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j, double war, double cost)
{
    if (a == 0) {
        int64_t i = c->lead[1 - c->side[j]];
        int64_t q = (int64_t)(s->settlement_q * (GRID - 1) + 0.5);
        double broken = breach_cost(p->honour, p->deterrence, max_float(s->guaranteed[i], s->ag_cover[i]),
            p->detection, s->monitored[0]);
        return settlement_margin(s->utility[j][q], s->ag_induce[j], war, s->surprise[i], broken);
    }
    if (a == 1) {
        return keeping_ceasefire(s, c, p, j, cost);
    }
    return truce_margin(deal_gain(s, c, p, j, a - 2, cost, 0.0), p->honour, p->detection, s->monitored[a]);
}

/* Margin of party j for keeping the agreement in slot a, as it reckons itself. */
static double margin_of(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j)
{
    return margin_at(s, c, p, a, j, s->to_come[j], s->private_cost[j]);
}

/* Margin of party j for keeping the agreement in slot a as others can reckon it; what they cannot is its leaning. */
static double seen_margin(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j)
{
    return margin_at(s, c, p, a, j, s->after_peace[j], s->public_mean[j]);
}

/* Horizon H of the hazard: weeks over which an agreement of this kind survives with the logit probability. */
static double life_of(PARAMETERS *p, int64_t a)
{
    if (a == 0) {
        return p->life_settlement;
    }
    return a == 1 ? p->life_ceasefire : p->life_truce;
}

/* Chance that party j breaks the agreement of slot a this step. */
static double breach_hazard(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t j)
{
    if (a >= 2 && c->covers[a - 2] > 0) {
        return per_step(truce_hazard(margin_of(s, c, p, a, j), p->temper, p->life_truce), c->days);
    }
    double scale = s->spread[j] * weight_of(s, c, p, a);
    double kept = kept_margin(seen_margin(s, c, p, a, j), scale, s->leaning[a][j]);
    return per_step(breach_chance(kept, life_of(p, a)), c->days);
}

/* Party j keeps its word this week, or suspends or breaks it. */
static void keep_or_break(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a, int64_t j)
{
    if (a >= 2 && c->humanitarian[a - 2] == 1 && s->step - s->last_exchange <= in_steps(c, p->visit_memory)) {
        return;
    }
    double hazard = breach_hazard(s, c, p, a, j);
    if (hazard <= 0.0) {
        return;
    }
    double u = draw(s, c, j, Decision_COMPLY + a);
    if (u >= hazard) {
        return;
    }
    int64_t enemy = c->lead[1 - c->side[j]];
    if (a >= 2 && s->by[a] >= 0 && u < hazard * p->suspend_share) {
        s->suspended[a] = 1;
        log_outcome(s, c, log, Effect_SUSPEND, j, enemy, a, s->by[a], -1.0);
        move_trust(s, c, p, enemy, j, c->ef_row[Effect_SUSPEND], 1.0);
        return;
    }
    break_agreement(s, c, p, log, a, j);
}

/* Part of the strength that a breach in slot a finds off guard; 0 where no violence is covered. */
static double exposed_share(CASE *c, int64_t a)
{
    if (a == 0) {
        return 1.0;
    }
    if (a == 1) {
        return 0.6;
    }
    return c->covers[a - 2] > 0 ? 0.25 : 0.0;
}

/* A breach: the heaviest event for trust, an attack where violence was covered; who vouched loses credit. */
static void break_agreement(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a, int64_t j)
{
    s->on[a] = 0;
    s->breaches = s->breaches + 1;
    s->last_breach = s->step;
    s->window = s->step;
    if (a == 0 && s->first_breach < 0) {
        s->first_breach = s->step;
    }
    log_outcome(s, c, log, Effect_BREACH, j, c->lead[1 - c->side[j]], a, s->by[a], -1.0);
    double weight = weight_of(s, c, p, a);
    double exposed = exposed_share(c, a);
    if (exposed > 0.0) {
        s->push[j] = s->push[j] + exposed * c->mv_push[c->ef_row[Effect_OFFENSIVE]];
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 1 && c->party[i] == 1 && c->side[i] != c->side[j]) {
            move_trust(s, c, p, i, j, c->ef_row[Effect_BREACH], weight);
            s->standing[i] = s->standing[i] - p->breach_anger * weight;
            s->capability[i] = clip(s->capability[i] * (1.0 - exposed * p->surprise), 0.0001, 10000.0);
            s->push[i] = s->push[i] + exposed * c->mv_push[c->ef_row[Effect_OFFENSIVE]];
            if (s->by[a] >= 0 && s->reliable[i][s->by[a]] > 0.0) {
                s->unreliable[i][s->by[a]] = s->unreliable[i][s->by[a]] + p->credibility_step * weight;
            }
        }
    }
    if (a < 2) {
        for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
            s->ag_floor[i] = 0.0;
            s->ag_induce[i] = 0.0;
        }
    }
}

/* A suspended deal is resumed when its mediator works on it and both still want it, or lapses. */
static void while_suspended(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a)
{
    s->suspended[a] = s->suspended[a] + 1;
    int64_t m = s->by[a];
    if (m >= 0 && c->active[m] == 1 && both_want(s, c, p, a)) {
        s->suspended[a] = 0;
        log_outcome(s, c, log, Effect_RESUME, c->lead[0], c->lead[1], a, m, -1.0);
    } else if (s->suspended[a] > in_steps(c, p->suspend_limit)) {
        lapse(s, c, p, log, a);
    }
}

/* The term is over: both want another one, or it lapses. */
static void renew(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a)
{
    if (both_want(s, c, p, a)) {
        int64_t term = a >= 2 && c->term[a - 2] > 0 ? c->term[a - 2] : (int64_t)(in_steps(c, p->default_term) + 0.5);
        s->until[a] = s->step + term;
        log_outcome(s, c, log, Effect_RENEW, c->lead[0], c->lead[1], a, s->by[a], term);
        for (int64_t side = 0; side < 2; side++) {
            move_trust(s, c, p, c->lead[side], c->lead[1 - side], c->ef_row[Effect_RENEW], weight_of(s, c, p, a));
        }
    } else {
        lapse(s, c, p, log, a);
    }
}

/* An agreement ends without a breach. */
static void lapse(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a)
{
    s->on[a] = 0;
    s->suspended[a] = 0;
    log_outcome(s, c, log, Effect_LAPSE, c->lead[0], c->lead[1], a, s->by[a], -1.0);
    for (int64_t side = 0; side < 2; side++) {
        move_trust(s, c, p, c->lead[side], c->lead[1 - side], c->ef_row[Effect_LAPSE], weight_of(s, c, p, a));
    }
    if (a < 2) {
        for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
            s->ag_floor[i] = 0.0;
        }
    }
}

/* Whether both leads answer yes to going on with the agreement in slot a. */
static bool both_want(STATE *s, CASE *c, PARAMETERS *p, int64_t a)
{
    for (int64_t side = 0; side < 2; side++) {
        int64_t j = c->lead[side];
        double margin = margin_of(s, c, p, a, j);
        if (a >= 2) {
            margin = deal_gain(s, c, p, j, a - 2, s->private_cost[j], p->renewal_cost) + s->standing[j];
        }
        if (draw(s, c, j, Decision_RENEW + a) >= accept_probability(margin, 0.0, p->lambda_accept)) {
            return false;
        }
    }
    return true;
}

/* ---- phases.deliver: Phase 1: arms arrive or slip, dated events take effect. ---- */

/* Bring what the pipelines hold for this step and what the calendar holds. */
static void deliver(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    happen(s, c, p, log);
    for (int64_t k = 0, end_k = s->n_pipelines; k < end_k; k++) {
        if ((s->pl_first[k] <= s->step && s->step < s->pl_last[k]) && s->pl_rate[k] > 0.0) {
            arrive(s, c, p, log, k);
        }
    }
}

/* One pipeline's delivery: lumpy (one week in several), and it may slip. */
static void arrive(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t k)
{
    double u = uniform(s->seed_low, s->seed_high, s->run, s->pl_key[k], Decision_DELIVERY, s->step);
    double lump = max_float(1.0, in_steps(c, p->delivery_lump));
    if (u >= 1.0 / lump) {
        return;
    }
    double amount = s->pl_rate[k] * lump;
    int64_t recipient = s->pl_recipient[k];
    double v = uniform(s->seed_low, s->seed_high, s->run, s->pl_key[k], Decision_SLIP, s->step);
    if (v < s->pl_credibility[k]) {
        s->capability[recipient] += amount;
        log_outcome(s, c, log, Effect_DELIVER, s->pl_supplier[k], recipient, s->pl_label[k], -1, amount);
    } else {
        log_outcome(s, c, log, Effect_SLIP, s->pl_supplier[k], recipient, s->pl_label[k], -1, amount);
    }
}

/* Dated events from outside; a vote on an actor's leader may bring a new one. */
static void happen(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    for (int64_t k = 0, end_k = c->n_events; k < end_k; k++) {
        if (c->ex_step[k] == s->step && c->active[c->ex_actor[k]] == 1) {
            apply_event(s, c, c->ex_variable[k], c->ex_actor[k], c->ex_target[k], c->ex_change[k]);
            s->window = s->step;
            log_outcome(s, c, log, Effect_EXOGENOUS, c->ex_actor[k], c->ex_target[k], -1, k, c->ex_change[k]);
            if (c->ex_variable[k] == Variable_LEADER && draw(s, c, c->ex_actor[k],
                Decision_LEADER) < c->ex_change[k]) {
                change_leader(s, c, p, log, c->ex_actor[k]);
            }
        }
    }
}

/* Add the change of one event. */
static void apply_event(STATE *s, CASE *c, int64_t variable, int64_t i, int64_t j, double change)
{
    if (variable == Variable_SUPPORT) {
        s->support[i][j] = clip(s->support[i][j] + change, 0.0, 1.0);
    } else if (variable == Variable_CAPABILITY) {
        s->capability[i] = clip(s->capability[i] + change, 1e-06, 1000000.0);
    } else if (variable == Variable_STANDING) {
        s->standing[i] += change;
    } else if (variable == Variable_LEVERAGE) {
        s->leverage[i][j] = clip(s->leverage[i][j] + change, 0.0, 1.0);
    } else if (variable == Variable_CREDIBILITY) {
        shift_credibility(s, j, i, change);
    } else if (variable == Variable_BIAS) {
        s->bias[i] = clip(s->bias[i] + change, -1.0, 1.0);
    } else if (variable == Variable_TRUST) {
        s->trust[i][j] += change;
    } else if (variable == Variable_COST) {
        s->private_cost[i] = clip(s->private_cost[i] + change, 0.005, 0.95);
    } else if (variable == Variable_REFUSAL_COST) {
        s->refusal[i] = clip(s->refusal[i] + change, 0.0, 1.0);
    } else if (variable == Variable_SANCTIONS) {
        s->sanctions[i] = clip(s->sanctions[i] + change, 0.0, 1.0);
    } else if (variable == Variable_TALK_LINE || variable == Variable_AID_LINE) {
        s->line[i][variable == Variable_TALK_LINE ? Line_TALK : Line_AID] += change;
    }
}

/* Move the mean of i's record of m by `change`, keeping its weight. */
static void shift_credibility(STATE *s, int64_t i, int64_t m, double change)
{
    double total = s->reliable[i][m] + s->unreliable[i][m];
    if (total > 0.0) {
        double mean = clip(s->reliable[i][m] / total + change, 0.0, 1.0);
        s->reliable[i][m] = mean * total;
        s->unreliable[i][m] = (1.0 - mean) * total;
    }
}

/* ---- phases.menu: The menu of an actor on a channel: which moves are open to it, and what each is worth. ---- */

/* Whether actor i has a seat that acts on the channel. */
static bool holds_channel(CASE *c, int64_t i, int64_t channel)
{
    if (channel == Channel_SUPPORT) {
        return c->patron[i] == 1;
    }
    if (channel == Channel_MEDIATION) {
        return c->mediator[i] == 1;
    }
    if (channel == Channel_HUMANITARIAN) {
        return i == c->lead[0] || i == c->lead[1];
    }
    return channel != Channel_OUTCOME && c->party[i] == 1;
}

/* List the legal alternatives of actor i on a channel with their values. */
static void fill_menu(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t channel)
{
    s->n_alternatives = 0;
    for (int64_t x = c->ch_first[channel], end_x = c->ch_first[channel + 1]; x < end_x; x++) {
        fill_move(s, c, p, i, c->ch_move[x]);
    }
    share_families(s, c, p);
}

/* Share the place of each family among its members on the menu; the family itself is worth its best member. */
static void share_families(STATE *s, CASE *c, PARAMETERS *p)
{
    int64_t family;
    for (int64_t x = 0, end_x = s->n_alternatives; x < end_x; x++) {
        family = c->mv_family[s->alt_move[x]];
        s->alt_family[x] = family;
        s->members[family] = 0.0;
        s->top[family] = s->alt_value[x];
        s->alt_share[x] = nest_share(1.0);
    }
    bool shared = false;
    for (int64_t x = 0, end_x = s->n_alternatives; x < end_x; x++) {
        family = s->alt_family[x];
        shared = shared || s->members[family] > 0.0;
        s->members[family] = 1.0;
        s->top[family] = max_float(s->top[family], s->alt_value[x]);
    }
    if (!shared) {
        return;
    }
    for (int64_t x = 0, end_x = s->n_alternatives; x < end_x; x++) {
        s->alt_weight[x] = s->top[s->alt_family[x]];
        s->members[s->alt_family[x]] = 0.0;
    }
    double precision = p->lambda_choice;
    for (int64_t x = 0, end_x = s->n_alternatives; x < end_x; x++) {
        s->alt_weight[x] = choice_weight(s->alt_value[x], s->alt_weight[x], precision, 1.0);
    }
    for (int64_t x = 0, end_x = s->n_alternatives; x < end_x; x++) {
        s->members[s->alt_family[x]] += s->alt_weight[x];
    }
    for (int64_t x = 0, end_x = s->n_alternatives; x < end_x; x++) {
        s->alt_share[x] = nest_share(s->members[s->alt_family[x]]);
    }
}

/* Add a move toward each target at which it is legal; the candidates are the kind of actor its aim names. */
static void fill_move(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move)
{
    int64_t j;
    int64_t aim = c->mv_aim[move];
    if (aim == Aim_NOBODY) {
        try_add(s, c, p, i, move, -1);
    } else if (aim == Aim_PARTY) {
        for (int64_t side = 0; side < 2; side++) {
            try_add(s, c, p, i, move, c->lead[side]);
        }
    } else if (aim == Aim_MEDIATOR) {
        for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
            if (c->active[c->mediators[x]] == 1) {
                try_add(s, c, p, i, move, c->mediators[x]);
            }
        }
    } else if (aim == Aim_PARTNER) {
        for (int64_t x = 0, end_x = c->n_partners[i]; x < end_x; x++) {
            j = c->partners[i][x];
            bool aligned = c->patron[j] == 1 && c->allegiance[j] == c->side[i] && c->alignment[j][i] > 0.0;
            if (c->active[j] == 1 && (aligned || s->reliable[i][j] > 0.0)) {
                try_add(s, c, p, i, move, j);
            }
        }
    } else {
        for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
            j = c->parties[x];
            if (c->active[j] == 1 && aimed_at(s, c, aim, i, j)) {
                try_add(s, c, p, i, move, j);
            }
        }
    }
}

/* Add a move toward j (-1: nobody) if it is legal. */
static void try_add(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    if (j != i && legal(s, c, p, i, move, j)) {
        add(s, c, p, i, move, j);
    }
}

/* Write one alternative, if there is room. */
static void add(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    int64_t x = s->n_alternatives;
    if (x < ALTERNATIVES) {
        s->alt_move[x] = move;
        s->alt_target[x] = j;
        s->alt_value[x] = weigh(s, c, p, i, move, j);
        s->alt_tone[x] = c->mv_goldstein[move];
        s->n_alternatives = x + 1;
    }
}

/* Whether party j is the kind of party that the aim names for i. */
static bool aimed_at(STATE *s, CASE *c, int64_t aim, int64_t i, int64_t j)
{
    if (aim == Aim_ENEMY) {
        return c->party[i] == 1 && c->side[j] != c->side[i];
    }
    if (aim == Aim_CLIENT) {
        return c->allegiance[i] == c->side[j] && c->alignment[i][j] > 0.0;
    }
    return c->allegiance[i] == 1 - c->side[j];
}

/* Precondition of a move, by its effect. */
static bool legal(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    int64_t effect = c->mv_effect[move];
    int64_t channel = c->mv_channel[move];
    if (channel == Channel_MILITARY) {
        return legal_military(s, c, effect, j);
    }
    if (channel == Channel_HUMANITARIAN) {
        bool healed = s->step - s->last_breach > in_steps(c, p->suspend_limit);
        return effect == Effect_NO_EXCHANGE || (s->prisoners > 0.2 && is_lead(c, j) && healed);
    }
    if (channel == Channel_DIPLOMATIC) {
        return legal_diplomatic(s, c, p, effect, i, j);
    }
    if (channel == Channel_SUPPORT) {
        return legal_support(s, c, p, effect, i, j);
    }
    return legal_mediation(s, c, p, effect, i, j);
}

/* Whether j leads a side. */
static bool is_lead(CASE *c, int64_t j)
{
    return j == c->lead[0] || j == c->lead[1];
}

/* While a ceasefire or settlement holds, violence is a breach and decided there. */
static bool legal_military(STATE *s, CASE *c, int64_t effect, int64_t j)
{
    if (effect == Effect_HOLD) {
        return true;
    }
    return s->on[0] == 0 && s->on[1] == 0;
}

/* Leads come to the table; all but a proposal needs an invitation or a session, and leaving an affront. */
static bool legal_diplomatic(STATE *s, CASE *c, PARAMETERS *p, int64_t effect, int64_t i, int64_t j)
{
    if (effect == Effect_NONE || effect == Effect_COURT) {
        return true;
    }
    if (effect == Effect_THREATEN) {
        return s->on[0] == 0;
    }
    if (!is_lead(c, i) || !is_lead(c, j) || s->on[0] == 1) {
        return false;
    }
    if (effect == Effect_ATTEND) {
        return s->in_session == 1 || s->invited_until >= s->step;
    }
    if (effect == Effect_CONCEDE) {
        return s->in_session == 1;
    }
    if (effect == Effect_WALK_OUT) {
        return s->in_session == 1 && s->step - s->affront[i] <= in_steps(c, p->session_memory);
    }
    return true;
}

/* Arms need capacity; cuts a client that refused when pressed; pressure a grip. */
static bool legal_support(STATE *s, CASE *c, PARAMETERS *p, int64_t effect, int64_t i, int64_t j)
{
    if (effect == Effect_NO_SUPPORT) {
        return true;
    }
    if (effect == Effect_PLEDGE || effect == Effect_SURGE) {
        return c->arms[i] > 0.0 && s->on[0] == 0 && room_for_pipeline(s);
    }
    if (effect == Effect_CUT_BACK) {
        bool refused = s->step - s->refused[i][j] <= in_steps(c, p->visit_memory);
        bool much = s->support[i][j] > 0.5 * c->alignment[i][j];
        return much && s->on[0] == 0 && refused && s->line[i][Line_AID] > -1.0;
    }
    if (effect == Effect_SANCTION) {
        return c->commerce[i][j] > 0.0 && s->on[0] == 0 && s->on[1] == 0 && excess_of(s, c, j) > 0.0;
    }
    if (effect == Effect_RELIEVE) {
        return s->ledger[i][j] > 0.0 && restraint_of(s, c, p, j) > 0.0;
    }
    if (effect == Effect_PRESS_TO_TALK) {
        return s->on[0] == 0 && s->on[1] == 0 && grip(s, c, i, j) > 0.0;
    }
    if (effect == Effect_PROMISE_GUARANTEE) {
        return on_the_table(s, c, p) && c->guarantee[i] > s->guaranteed[j];
    }
    return true;
}

/* Whether something has been offered in talks that still go on. */
static bool on_the_table(STATE *s, CASE *c, PARAMETERS *p)
{
    double limit = in_steps(c, p->session_memory);
    return s->on[0] == 0 && s->in_session == 1 && s->step - s->last_offer <= limit;
}

/* Whether another pipeline can be noted: a slot is free or one has run out. */
static bool room_for_pipeline(STATE *s)
{
    if (s->n_pipelines < 64) {
        return true;
    }
    for (int64_t k = 0, end_k = s->n_pipelines; k < end_k; k++) {
        if (s->pl_last[k] <= s->step) {
            return true;
        }
    }
    return false;
}

/* What party j has to lose with i: the support it gets, or i's leverage over it. */
static double grip(STATE *s, CASE *c, int64_t i, int64_t j)
{
    return max_float(s->support[i][j], s->leverage[i][j]);
}

/* Every act of mediation needs credibility, leverage or a guarantee: with none of them there is nothing to do. */
static bool legal_mediation(STATE *s, CASE *c, PARAMETERS *p, int64_t effect, int64_t i, int64_t j)
{
    if (effect == Effect_STAND_BY) {
        return true;
    }
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    bool both = s->reliable[a][i] > 0.0 && s->reliable[b][i] > 0.0;
    if (s->on[0] == 1) {
        return false;
    }
    if (effect == Effect_SHUTTLE) {
        return s->reliable[j][i] > 0.0;
    }
    if (effect == Effect_CONVENE) {
        bool asked = s->answer[i][a] >= 0 && s->answer[i][b] >= 0;
        return both && asked && s->invited_until < s->step;
    }
    if (effect == Effect_FORMULATE) {
        return both && (s->in_session == 1 || visited_both(s, c, p, i));
    }
    if (effect == Effect_INDUCE || effect == Effect_PRESS) {
        return on_the_table(s, c, p) && s->leverage[i][j] > 0.01;
    }
    if (effect == Effect_GUARANTEE) {
        return on_the_table(s, c, p) && c->guarantee[i] > min_float(s->guaranteed[a], s->guaranteed[b]);
    }
    return s->host == i && s->invited_until >= s->step && s->reliable[a][j] > 0.0 && s->reliable[b][j] > 0.0;
}

/* ---- phases.negotiate: Phase 5: a bargaining round, if the leads sit together or a mediator carries a text between them. ---- */

/* Hold a round if both come, or let a mediator with a text try its best item between them. */
static void negotiate(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    bool came_a = comes(s, c, a);
    bool came_b = comes(s, c, b);
    s->attend[a] = moving_average(s->attend[a], came_a ? 1.0 : 0.0, per_step(p->attend_memory, c->days));
    s->attend[b] = moving_average(s->attend[b], came_b ? 1.0 : 0.0, per_step(p->attend_memory, c->days));
    s->form = TalkForm_NONE;
    note_snubs(s, c, p);
    if (s->on[0] == 1) {
        return;
    }
    int64_t signed_ = s->settlements + s->ceasefires + s->partial_deals;
    if (came_a && came_b) {
        assess_table(s, c, p);
        open_round(s, c, p, log);
        if (s->on[0] == 0 && s->on[1] == 0) {
            try_separable(s, c, p, log, s->invited_until >= s->step ? s->host : -1);
        }
    } else if (s->text_by >= 0) {
        s->form = TalkForm_SHUTTLE;
        s->last_early = s->step;
        carry_text(s, c, p, log);
    } else if (came_a || came_b) {
        s->last_early = s->step;
    }
    bool fruitless = s->settlements + s->ceasefires + s->partial_deals == signed_;
    s->tired[a] = tired_after(s->tired[a], s->keep, came_a && fruitless ? 1.0 : 0.0);
    s->tired[b] = tired_after(s->tired[b], s->keep, came_b && fruitless ? 1.0 : 0.0);
}

/* Who came and who let an invitation run out is there for all to see; who was pressed to come has refused. */
static void note_snubs(STATE *s, CASE *c, PARAMETERS *p)
{
    for (int64_t side = 0; side < 2; side++) {
        int64_t j = c->lead[side];
        if (comes(s, c, j)) {
            know_answer(s, c, j, 1);
            continue;
        }
        double lately = in_steps(c, p->visit_memory);
        if (s->invited_until == s->step && s->step - s->last_round > lately) {
            know_answer(s, c, j, 0);
            for (int64_t m = 0, end_m = c->n; m < end_m; m++) {
                if (s->pressed[m][j] < s->step && s->step - s->pressed[m][j] <= lately) {
                    s->refused[m][j] = s->step;
                }
            }
        }
    }
}

/* Whether lead i comes to the table this week. */
static bool comes(STATE *s, CASE *c, int64_t i)
{
    int64_t effect = c->mv_effect[s->move[i][Channel_DIPLOMATIC]];
    return effect == Effect_PROPOSE || effect == Effect_ATTEND || effect == Effect_CONCEDE;
}

/* A formal round: its form, its effect on trust, and the item on the agenda. */
static void open_round(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    int64_t host = s->invited_until >= s->step ? s->host : -1;
    s->form = TalkForm_DIRECT;
    if (host >= 0 && trust_in(s, a, b) + trust_in(s, b, a) < 2.0 * p->proximity_trust) {
        s->form = TalkForm_PROXIMITY;
    }
    s->last_round = s->step;
    s->last_contact = s->step;
    s->last_early = s->step;
    s->in_session = 1;
    s->rounds = s->rounds + 1;
    if (s->first_formal < 0) {
        s->first_formal = s->step;
        s->first_form = s->form;
        s->first_host = host;
    }
    log_outcome(s, c, log, Effect_ROUND, a, b, s->form, host, s->rounds);
    move_trust(s, c, p, a, b, c->ef_row[Effect_ROUND], 1.0);
    move_trust(s, c, p, b, a, c->ef_row[Effect_ROUND], 1.0);
    int64_t proposer = who_proposes(s, c);
    int64_t m = heard_text(s, c, p);
    if (m >= 0) {
        table_text(s, c, p, log, m, host);
    } else if (s->on[1] == 0 && draw(s, c, a, Decision_AGENDA) < truce_first(s, c, p, proposer)) {
        if (ceasefire_margin_of(s, c, p, proposer, s->private_cost[proposer]) > 0.0) {
            try_ceasefire(s, c, p, log, proposer, host);
        }
    } else if (s->best_surplus[proposer] > 0.0) {
        try_settlement(s, c, p, log, proposer, offered_level(s, c, proposer), host);
    }
}

/* Mediator whose text is heard this week, or -1. */
static int64_t heard_text(STATE *s, CASE *c, PARAMETERS *p)
{
    int64_t m = s->text_by;
    if (m >= 0 && s->text_item >= 0 && draw(s, c, m, Decision_TEXT) < heard_share(s, c, p, m)) {
        return m;
    }
    return -1;
}

/* Put the item of mediator m's text to the parties. */
static void table_text(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t m, int64_t host)
{
    int64_t q = text_level(s, c, p, m);
    int64_t item = best_item(s, c, p, q);
    if (item == 0) {
        try_settlement(s, c, p, log, m, q, host);
    } else if (item == 1) {
        try_ceasefire(s, c, p, log, m, host);
    } else if (item >= 2) {
        answer_separable(s, c, p, log, item - 2, m, host);
    }
}

/* A text carried between leads that do not meet. */
static void carry_text(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    int64_t m = heard_text(s, c, p);
    if (m >= 0) {
        table_text(s, c, p, log, m, -1);
    }
}

/* Concession level that lead i tables: its best offer, or less for itself where it came to concede. */
static int64_t offered_level(STATE *s, CASE *c, int64_t i)
{
    int64_t move = s->move[i][Channel_DIPLOMATIC];
    if (c->mv_effect[move] == Effect_CONCEDE) {
        int64_t q = conceded_level(s, c, i, c->mv_size[move]);
        if (signing_margin(s, i, q, s->war[i]) > 0.0) {
            return q;
        }
    }
    return (int64_t)s->best_q[i];
}

/* The lead that made the move of proposing; a coin where both or neither did. */
static int64_t who_proposes(STATE *s, CASE *c)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    bool keen_a = c->mv_effect[s->move[a][Channel_DIPLOMATIC]] != Effect_ATTEND;
    bool keen_b = c->mv_effect[s->move[b][Channel_DIPLOMATIC]] != Effect_ATTEND;
    if (keen_a != keen_b) {
        return keen_a ? a : b;
    }
    return draw(s, c, a, Decision_PROPOSER) < 0.5 ? a : b;
}

/* Chance that the proposer puts a ceasefire on the agenda rather than a settlement: the one it expects more of. */
static double truce_first(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    double settlement = s->best_chance[i] * s->best_surplus[i];
    double ceasefire = ceasefire_chance(s, c, p, i) * ceasefire_margin_of(s, c, p, i, s->private_cost[i]);
    return logistic(p->lambda_accept * (ceasefire - settlement));
}

/* Table a package and hear every party whose consent is needed; who tables its own offer says yes to it. */
static void try_settlement(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t author, int64_t q, int64_t host)
{
    s->last_offer = s->step;
    log_outcome(s, c, log, Effect_OFFER, author, -1, 0, host, q / (GRID - 1.0));
    bool agreed = true;
    for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
        if (c->active[j] == 1 && c->veto[j] == 1) {
            bool yes = true;
            if (j != author) {
                double margin = signing_margin(s, j, q, s->war[j]);
                yes = draw(s, c, j, Decision_ANSWER) < accept_probability(margin, 0.0, p->lambda_accept);
                log_outcome(s, c, log, yes ? Effect_ACCEPT : Effect_REJECT, j, author, 0, host, margin);
                note_affront(s, c, j, author, yes);
                check_report(s, c, p, j, q, yes);
            }
            learn_from_answer(s, c, p, j, q, yes);
            agreed = agreed && yes;
        }
    }
    if (agreed) {
        sign_settlement(s, c, p, log, q, author, host);
    } else {
        s->rejected[0] = s->step;
    }
}

/* An offer of the enemy's that j had to turn down; what a mediator tables affronts nobody. */
static void note_affront(STATE *s, CASE *c, int64_t j, int64_t author, bool yes)
{
    if (!yes && author == c->lead[1 - c->side[j]]) {
        s->affront[j] = s->step;
    }
}

/* Everybody on the other side, and the public, learns from j's answer to q; an offer is a yes to it. */
static void learn_from_answer(STATE *s, CASE *c, PARAMETERS *p, int64_t j, int64_t q, bool yes)
{
    double slope;
    double chance;
    double weight = war_cost(1.0, s->toll[j], s->pooled[j], p->shield);
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t i = c->parties[x];
        if (c->active[i] == 1 && c->side[i] != c->side[j]) {
            believe(s, c, p, i, j);
            slope = s->their_slope[j];
            chance = accept_at(signing_margin(s, j, q, s->their_war[j]), slope);
            s->belief_mean[i][j] = mean_after_answer(s->belief_mean[i][j], s->belief_var[i][j], weight, slope,
                chance, yes);
            s->belief_var[i][j] = variance_after_answer(s->belief_var[i][j], weight, slope, chance);
            double power = -s->power_slope[j];
            s->power_mean[i] = mean_after_answer(s->power_mean[i], s->power_var[i], power, slope, chance, yes);
            s->power_var[i] = positive(variance_after_answer(s->power_var[i], power, slope, chance));
        }
    }
    slope = public_slope(s, p, j);
    chance = accept_at(signing_margin(s, j, q, s->war_public[j]), slope);
    s->public_mean[j] = mean_after_answer(s->public_mean[j], s->public_var[j], weight, slope, chance, yes);
    s->public_var[j] = variance_after_answer(s->public_var[j], weight, slope, chance);
}

/* Score what a mediator told the other lead of j against what the public knew, by j's answer to q. */
static void check_report(STATE *s, CASE *c, PARAMETERS *p, int64_t j, int64_t q, bool yes)
{
    if (!(j == c->lead[0] || j == c->lead[1])) {
        return;
    }
    int64_t i = c->lead[1 - c->side[j]];
    int64_t m = s->reporter[i];
    if (m < 0) {
        return;
    }
    double slope = public_slope(s, p, j);
    double scale = war_cost(1.0, s->toll[j], s->pooled[j], p->shield);
    double margin = signing_margin(s, j, q, s->war_public[j]);
    double public = accept_at(margin, slope);
    double told = accept_at(margin + (s->told[i] - s->public_mean[j]) * scale, slope);
    double score = yes ? report_score(told, public) : report_score(1.0 - told, 1.0 - public);
    s->reliable[i][m] += p->credibility_step * positive(score);
    s->unreliable[i][m] += p->credibility_step * positive(-score);
    s->reporter[i] = -1;
}

/* Put a general ceasefire to every party whose consent is needed. */
static void try_ceasefire(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t proposer, int64_t host)
{
    s->last_offer = s->step;
    log_outcome(s, c, log, Effect_OFFER, proposer, -1, 1, host, -1.0);
    bool agreed = true;
    for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
        if (c->active[j] == 1 && c->veto[j] == 1 && j != proposer) {
            double margin = ceasefire_margin_of(s, c, p, j, s->private_cost[j]);
            bool yes = draw(s, c, j, Decision_ANSWER_CEASEFIRE) < accept_probability(margin, 0.0, p->lambda_accept);
            log_outcome(s, c, log, yes ? Effect_ACCEPT : Effect_REJECT, j, proposer, 1, host, margin);
            note_affront(s, c, j, proposer, yes);
            agreed = agreed && yes;
        }
    }
    if (agreed) {
        sign_ceasefire(s, c, p, log, proposer, host);
    } else {
        s->rejected[1] = s->step;
    }
}

/* One separable issue in the margins of a round: the open one that both can expect most of. */
static void try_separable(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t host)
{
    int64_t best = -1;
    double top = 0.0;
    for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
        if (open_item(s, c, 2 + k)) {
            double worth = item_worth(s, c, p, 2 + k, 0);
            if (worth > top) {
                top = worth;
                best = k;
            }
        }
    }
    if (best >= 0) {
        answer_separable(s, c, p, log, best, -1, host);
    }
}

/* Both leads answer on issue k; two yeses sign it. */
static void answer_separable(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t k, int64_t m, int64_t host)
{
    bool agreed = true;
    for (int64_t side = 0; side < 2; side++) {
        int64_t j = c->lead[side];
        double margin = deal_gain(s, c, p, j, k, s->private_cost[j], 1.0) + s->standing[j];
        bool yes = draw(s, c, j, Decision_ANSWER_SEPARABLE) < accept_probability(margin, 0.0, p->lambda_accept);
        log_outcome(s, c, log, yes ? Effect_ACCEPT : Effect_REJECT, j, m, 2 + k, m, margin);
        agreed = agreed && yes;
    }
    if (agreed) {
        sign_deal(s, c, p, log, k, m, host);
    } else {
        s->rejected[2 + k] = s->step;
    }
}

/* ---- phases.observe: Phase 2: what the fighting shows, and what each party makes of the war, the packages and the chances of a deal. ---- */

/* Learn from the week's fighting, then assess where everybody stands. */
static void observe(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    read_battlefield(s, c, p);
    assess_front(s, c, p);
    forecast(s, c, p);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 1 && c->party[i] == 1) {
            assess_war(s, c, p, i);
        }
    }
    assess_table(s, c, p);
}

/* What each package is worth to each party, what each lead would offer, and the zone of agreement. */
static void assess_table(STATE *s, CASE *c, PARAMETERS *p)
{
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 1 && c->party[i] == 1) {
            assess_packages(s, c, p, i);
        }
    }
    for (int64_t side = 0; side < 2; side++) {
        assess_offer(s, c, p, c->lead[side]);
    }
    assess_zone(s, c, p);
}

/* A noisy, public sign of each party's private cost; beliefs drift and learn. */
static void read_battlefield(STATE *s, CASE *c, PARAMETERS *p)
{
    double variance = battlefield_noise(p->battlefield_noise, s->intensity * s->ground * c->days / 7.0);
    for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
        if (c->active[j] == 0 || c->party[j] == 0) {
            continue;
        }
        double seen = s->private_cost[j] + sqrt(variance) * noise(s, c, j, Decision_BATTLEFIELD);
        double drift = p->belief_drift * p->belief_drift * c->days / 7.0;
        s->public_var[j] += drift;
        double gain = kalman_gain(s->public_var[j], variance);
        s->public_mean[j] += gain * (seen - s->public_mean[j]);
        s->public_var[j] = (1.0 - gain) * s->public_var[j];
        for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
            if (c->active[i] == 1 && c->party[i] == 1 && c->side[i] != c->side[j]) {
                s->belief_var[i][j] += drift;
                gain = kalman_gain(s->belief_var[i][j], variance);
                s->belief_mean[i][j] += gain * (seen - s->belief_mean[i][j]);
                s->belief_var[i][j] = (1.0 - gain) * s->belief_var[i][j];
            }
        }
    }
}

/* Momentum, stalemate, and side A's chance to prevail: by the counts, and as each party sees it. */
static void assess_front(STATE *s, CASE *c, PARAMETERS *p)
{
    double before = s->fronts[mod_int(s->step - 1 - steps_back(c, p), LOOKBACK)];
    s->momentum = momentum(s->front, before, p->stuck);
    double moved = s->front - before;
    s->stuck = moved < p->stuck && moved > -p->stuck ? 1 : 0;
    double ratio = strength_ratio(side_capability(s, c, 0), side_capability(s, c, 1));
    s->p = prevailing(ratio, p->decisiveness, 0.0);
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t i = c->parties[x];
        s->chance[i] = prevailing(ratio, p->decisiveness, s->power_mean[i]);
        s->chance_seen[i] = prevailing(ratio, p->decisiveness, s->power_seen[i]);
    }
}

/* Side A's chance to prevail at the end of each interval ahead, if what is pledged arrives as far as believed. */
static void forecast(STATE *s, CASE *c, PARAMETERS *p)
{
    double own_now = side_capability(s, c, 0);
    double enemy_now = side_capability(s, c, 1);
    double begin = s->step + 1.0;
    for (int64_t h = 0; h < HORIZONS; h++) {
        s->ahead[0][h] = own_now;
        s->ahead[1][h] = enemy_now;
        s->ahead_until[h] = begin + in_steps(c, h * p->terms_interval);
    }
    for (int64_t k = 0, end_k = s->n_pipelines; k < end_k; k++) {
        int64_t side = c->side[s->pl_recipient[k]];
        if (s->pl_last[k] > begin && (side == 0 || side == 1)) {
            double t1_0 = s->pl_rate[k];
            double t1_1 = s->pl_first[k];
            double t1_2 = s->pl_last[k];
            double t1_3 = s->pl_credibility[k];
            double rate = t1_0;
            double first = t1_1;
            double last = t1_2;
            double credibility = t1_3;
            for (int64_t h = 1; h < HORIZONS; h++) {
                s->ahead[side][h] += credibility * due_between(rate, first, last, begin, s->ahead_until[h]);
            }
        }
    }
    for (int64_t h = 0; h < HORIZONS; h++) {
        if (h > 0 && s->ahead[0][h] == s->ahead[0][h - 1] && s->ahead[1][h] == s->ahead[1][h - 1]) {
            s->horizon_p[h] = s->horizon_p[h - 1];
        } else {
            s->horizon_p[h] = contest_success(s->ahead[0][h], s->ahead[1][h], p->decisiveness, 0.0);
        }
    }
}

/* Utility of the package that the war is expected to bring. */
static double war_utility(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double chance_a)
{
    double loss = 0.0;
    for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
        double position = lottery_position(chance_a, c->ideal[c->lead[0]][k], c->ideal[c->lead[1]][k]);
        loss += issue_loss(position, c->ideal[i][k], c->salience[i][k], p->curvature);
    }
    return 1.0 - loss;
}

/* Value of war now and to come, by its own lights and as others see it; exposure to surprise. */
static void assess_war(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    double own_p = c->side[i] == 0 ? s->p : 1.0 - s->p;
    s->weight[i] = burden(s->hurt[i], s->weariness[i], s->ag_floor[i]) * (1.0 + p->sanction_weight * s->sanctions[i]);
    double drift = front_drift(s->p, s->intensity, 0.0, 0.0, p->front_speed, p->offensive_boost);
    s->toll[i] = s->weight[i] * lasting(c->patience[i], weeks_to_end(s->front, p->front_bound, drift));
    double fought = war_utility(s, c, p, i, s->p);
    double public = war_cost(s->public_mean[i], s->toll[i], s->pooled[i], p->shield);
    s->war[i] = war_utility(s, c, p, i, s->chance[i]) - war_cost(s->private_cost[i], s->toll[i], s->pooled[i],
        p->shield);
    s->war_public[i] = war_utility(s, c, p, i, s->chance_seen[i]) - public;
    double little = 0.01;
    s->power_slope[i] = (war_utility(s, c, p, i,
        s->p + little * (1.0 - s->p)) - fought) / little * p->decisiveness * s->p;
    double hidden = c->cost_sd[i] * war_cost(1.0, s->toll[i], s->pooled[i], p->shield);
    s->spread[i] = leaning_scale(p->standing_sd, hidden, p->power_sd * s->power_slope[i]);
    s->shift[i] = coming_shift(s, c, p, i, fought);
    s->to_come[i] = s->war[i] + s->shift[i];
    s->to_come_public[i] = s->war_public[i] + s->shift[i];
    s->after_peace[i] = fought + s->power_slope[i] * prior_power(c, i) - public + s->shift[i];
    s->surprise[i] = surprise_cost(own_p, p->decisiveness, p->surprise);
}

/* The largest rise or the deepest fall of the value of war within one interval in which terms stand. */
static double coming_shift(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double fought)
{
    double rising = 0.0;
    double falling = 0.0;
    double before = fought;
    for (int64_t h = 1; h < HORIZONS; h++) {
        if (s->horizon_p[h] == s->horizon_p[h - 1]) {
            continue;
        }
        double after = war_utility(s, c, p, i, s->horizon_p[h]);
        double shift = interval_shift(before, after, s->until_interval[i][h], s->over_interval[i],
            s->past_interval[i][h]);
        rising = max_float(rising, shift);
        falling = min_float(falling, shift);
        before = after;
    }
    return rising > -falling ? rising : falling;
}

/* I's trust in j in log-odds, with what a mediator vouches for. */
static double trust_with_word(STATE *s, int64_t i, int64_t j)
{
    double trust = s->trust[i][j];
    if (s->vouched[i] > 0.0) {
        trust = logit(vouched_trust(logistic(trust), 1.0, 1.0, s->vouched[i]));
    }
    return trust;
}

/* Breach by the enemy's lead that i fears, at its public margin of keeping. */
static double breach_feared(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double margin)
{
    int64_t j = c->lead[1 - c->side[i]];
    return perceived_breach(margin, s->spread[j], trust_with_word(s, i, j));
}

/* Value to i of each package, given the breach by the other lead it fears, and what signing costs at home. */
static void assess_packages(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    int64_t j = c->lead[1 - c->side[i]];
    double broken = breach_cost(p->honour, p->deterrence, s->guaranteed[i], p->detection, s->monitoring);
    double t1_0 = s->inducement[j];
    double t1_1 = s->after_peace[j];
    double t1_2 = s->surprise[i];
    double induced = t1_0;
    double others_war = t1_1;
    double surprise = t1_2;
    double t2_0 = s->spread[j];
    double t2_1 = trust_with_word(s, i, j);
    double spread = t2_0;
    double trust = t2_1;
    double t3_0 = s->inducement[i];
    double t3_1 = s->to_come_public[i];
    double own = t3_0;
    double war = t3_1;
    double t4_0 = p->concession_cost;
    double t4_1 = s->cover[i];
    double t4_2 = s->demand[i];
    double price = t4_0;
    double cover = t4_1;
    double demand = t4_2;
    for (int64_t q = 0; q < GRID; q++) {
        double keeping = settlement_margin(s->utility[j][q], induced, others_war, surprise, broken);
        double breach = perceived_breach(keeping, spread, trust);
        s->agreed[i][q] = agreement_value(s->utility[i][q], own, breach, war, surprise);
        s->conceded[i][q] = concession_cost(price, s->utility[i][q], cover) + demand;
    }
}

/* Margin of signing q for i: A - (W - pressure) - what it costs at home + standing. */
static double signing_margin(STATE *s, int64_t i, int64_t q, double war)
{
    return s->agreed[i][q] - (war - s->pressure[i]) - s->conceded[i][q] + s->standing[i];
}

/* Standard deviation of j's margin as others see it: its cost of war, and how strong it believes itself to be. */
static double margin_spread(STATE *s, PARAMETERS *p, int64_t j, double cost_variance)
{
    double scale = war_cost(1.0, s->toll[j], s->pooled[j], p->shield);
    double slope = s->power_slope[j];
    return sqrt(scale * scale * cost_variance + slope * slope * s->power_var[j]);
}

/* Note what i believes of j, its value of war and slope of acceptance; the public's belief on one's own side. */
static void believe(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t j)
{
    double mean = s->public_mean[j];
    double variance = s->public_var[j];
    if (c->side[i] != c->side[j]) {
        mean = s->belief_mean[i][j];
        variance = s->belief_var[i][j];
    }
    double scale = war_cost(1.0, s->toll[j], s->pooled[j], p->shield);
    s->their_war[j] = s->war_public[j] + (s->public_mean[j] - mean) * scale;
    s->their_slope[j] = accept_slope(margin_spread(s, p, j, variance), p->lambda_accept);
}

/* Note what i believes of everybody else whose consent is needed. */
static void believe_all(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t j = c->parties[x];
        if (j != i && c->active[j] == 1 && c->veto[j] == 1) {
            believe(s, c, p, i, j);
        }
    }
}

/* Chance, as i believes (see :func:`believe_all`), that everybody else whose consent is needed signs q. */
static double all_accept(STATE *s, CASE *c, int64_t i, int64_t q)
{
    double chance = 1.0;
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t j = c->parties[x];
        if (j != i && c->active[j] == 1 && c->veto[j] == 1) {
            chance *= accept_at(signing_margin(s, j, q, s->their_war[j]), s->their_slope[j]);
        }
    }
    return chance;
}

/* Multiply the chance of each package by that of a yes from j, at a value of war and a slope (`signing_margin`). */
static void accept_each(STATE *s, int64_t j, double war, double slope)
{
    double t1_0 = war - s->pressure[j];
    double t1_1 = s->standing[j];
    double pressed = t1_0;
    double standing = t1_1;
    for (int64_t q = 0; q < GRID; q++) {
        s->odds[q] *= accept_at(s->agreed[j][q] - pressed - s->conceded[j][q] + standing, slope);
    }
}

/* The package that lead i would table, its chance and its surplus. */
static void assess_offer(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    believe_all(s, c, p, i);
    for (int64_t q = 0; q < GRID; q++) {
        s->odds[q] = 1.0;
    }
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t j = c->parties[x];
        if (j != i && c->active[j] == 1 && c->veto[j] == 1) {
            accept_each(s, j, s->their_war[j], s->their_slope[j]);
        }
    }
    double war = s->war[i] - s->pressure[i];
    double standing = s->standing[i];
    double best = -1000000000.0;
    int64_t level = -1;
    for (int64_t q = 0; q < GRID; q++) {
        double value = expected_offer(s->odds[q], s->agreed[i][q] + standing, war, s->conceded[i][q]);
        if (value > best) {
            best = value;
            level = q;
        }
    }
    if (level >= 0) {
        s->best_q[i] = level;
        s->best_chance[i] = s->odds[level];
    }
    s->best_surplus[i] = signing_margin(s, i, (int64_t)s->best_q[i], s->war[i]);
}

/* Slope of j's acceptance as the public believes it. */
static double public_slope(STATE *s, PARAMETERS *p, int64_t j)
{
    return accept_slope(margin_spread(s, p, j, s->public_var[j]), p->lambda_accept);
}

/* What the public thinks of a deal: the largest smaller gain over packages, and the chance of agreement. */
static void assess_zone(STATE *s, CASE *c, PARAMETERS *p)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    for (int64_t q = 0; q < GRID; q++) {
        s->odds[q] = 1.0;
    }
    accept_each(s, a, s->war_public[a], public_slope(s, p, a));
    accept_each(s, b, s->war_public[b], public_slope(s, p, b));
    double zone = -9.0;
    double prospect = -1.0;
    int64_t level = s->public_q;
    for (int64_t q = 0; q < GRID; q++) {
        zone = max_float(zone, min_float(signing_margin(s, a, q, s->war_public[a]), signing_margin(s, b, q,
            s->war_public[b])));
        if (s->odds[q] > prospect) {
            prospect = s->odds[q];
            level = q;
        }
    }
    s->public_q = level;
    s->zone = zone;
    s->prospect = prospect;
}

/* ---- phases.record: Phase 8: the metrics of the step, the summary of the run, and whether it is over. ---- */

/* Keep the metrics, count what the summary needs, check the end, and advance the clock. */
static void record(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    write_metrics(s, c, p);
    count_talks(s, c);
    count_peace(s, c);
    check_end(s, c, p, log);
    s->step = s->step + 1;
}

/* Fill ``s.metric`` as ``state.Metric`` names them. */
static void write_metrics(STATE *s, CASE *c, PARAMETERS *p)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    s->metric[Metric_TRACK] = s->track;
    s->metric[Metric_FORM] = s->form;
    s->metric[Metric_FRONT] = s->front;
    s->metric[Metric_P_CONTEST] = s->p;
    s->metric[Metric_INTENSITY] = s->intensity * s->ground;
    s->metric[Metric_ESC_AB] = s->escalation[a][b] * s->ground;
    s->metric[Metric_ESC_BA] = s->escalation[b][a] * s->ground;
    s->metric[Metric_TRUST_AB] = logistic(s->trust[a][b]);
    s->metric[Metric_TRUST_BA] = logistic(s->trust[b][a]);
    s->metric[Metric_CAP_A] = side_capability(s, c, 0);
    s->metric[Metric_CAP_B] = side_capability(s, c, 1);
    s->metric[Metric_HURT_A] = s->hurt[a];
    s->metric[Metric_HURT_B] = s->hurt[b];
    s->metric[Metric_WEARY_A] = s->weariness[a];
    s->metric[Metric_WEARY_B] = s->weariness[b];
    s->metric[Metric_BELIEF_MEAN_AB] = s->belief_mean[a][b];
    s->metric[Metric_BELIEF_VAR_AB] = s->belief_var[a][b];
    s->metric[Metric_BELIEF_MEAN_BA] = s->belief_mean[b][a];
    s->metric[Metric_BELIEF_VAR_BA] = s->belief_var[b][a];
    s->metric[Metric_STANDING_A] = s->standing[a];
    s->metric[Metric_STANDING_B] = s->standing[b];
    s->metric[Metric_ATTEND_A] = s->attend[a];
    s->metric[Metric_ATTEND_B] = s->attend[b];
    s->metric[Metric_SUPPORT_A] = s->pooled[a];
    s->metric[Metric_SUPPORT_B] = s->pooled[b];
    s->metric[Metric_PIPELINE_A] = due_within_a_year(s, c, 0);
    s->metric[Metric_PIPELINE_B] = due_within_a_year(s, c, 1);
    s->metric[Metric_ZONE] = s->zone;
    s->metric[Metric_MISSILES] = s->missiles;
    s->metric[Metric_DRONES] = s->drones;
    int64_t deals = 0;
    for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
        if (s->on[2 + k] == 1 && s->suspended[2 + k] == 0) {
            deals += 1;
        }
    }
    s->metric[Metric_DEALS] = deals;
    s->metric[Metric_CEASEFIRE] = s->on[1];
    s->metric[Metric_SETTLEMENT] = s->on[0];
    s->metric[Metric_POWER_VIEW_A] = s->chance[a];
    s->metric[Metric_POWER_VIEW_B] = s->chance[b];
    check_bounds(s);
    check_actors(s, c);
}

/* Note the first metric that is not a number or leaves its bounds; the run becomes a failed row. */
static void check_bounds(STATE *s)
{
    if (s->fault != 0) {
        return;
    }
    for (int64_t x = 0; x < 35; x++) {
        double low = -1000000000000.0;
        double high = 1000000000000.0;
        if (Metric_FRONT <= x && x <= Metric_TRUST_BA) {
            low = 0.0;
            high = 1.0;
        } else if (x == Metric_CAP_A || x == Metric_CAP_B) {
            low = 1e-06;
        } else if ((Metric_ATTEND_A <= x && x <= Metric_SUPPORT_B) || x >= Metric_POWER_VIEW_A) {
            low = 0.0;
            high = 1.0;
        }
        if (!(s->metric[x] >= low && s->metric[x] <= high)) {
            s->fault = x + 1;
            return;
        }
    }
}

/* Note the first actor whose own numbers are no numbers or leave their bounds. */
static void check_actors(STATE *s, CASE *c)
{
    if (s->fault != 0) {
        return;
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        bool fine = s->standing[i] > -1000000.0 && s->standing[i] < 1000000.0;
        if (c->party[i] == 1) {
            fine = fine && s->capability[i] > 0.0 && s->hurt[i] >= 0.0 && s->weariness[i] >= 0.0;
            fine = fine && s->guaranteed[i] >= 0.0 && s->guaranteed[i] <= 1.0 && s->attend[i] >= 0.0;
        }
        for (int64_t side = 0; side < 2; side++) {
            int64_t lead = c->lead[side];
            fine = fine && s->support[i][lead] >= 0.0 && s->support[i][lead] <= 1.0;
            fine = fine && s->leverage[i][lead] >= 0.0 && s->leverage[i][lead] <= 1.0;
            fine = fine && s->reliable[lead][i] >= 0.0 && s->unreliable[lead][i] >= 0.0;
            fine = fine && s->trust[i][lead] > -1000.0 && s->trust[i][lead] < 1000.0;
        }
        if (!fine) {
            s->fault = ACTOR_FAULT + i;
            return;
        }
    }
}

/* Capability pledged to a side for the next 52 steps. */
static double due_within_a_year(STATE *s, CASE *c, int64_t side)
{
    double total = 0.0;
    double begin = s->step + 1.0;
    double end = begin + in_steps(c, 52.0);
    for (int64_t k = 0, end_k = s->n_pipelines; k < end_k; k++) {
        if (s->pl_last[k] > begin && c->side[s->pl_recipient[k]] == side) {
            total += due_between(s->pl_rate[k], s->pl_first[k], s->pl_last[k], begin, end);
        }
    }
    return total;
}

/* Peaks and firsts of the talk track, and talk weeks with and without strikes. */
static void count_talks(STATE *s, CASE *c)
{
    if (s->track > s->track_max) {
        s->track_max = s->track;
        s->track_max_step = s->step;
    }
    if (s->first_contact < 0 && s->track >= Track_CONTACTS) {
        s->first_contact = s->step;
    }
    if (s->first_early < 0 && s->last_early == s->step) {
        s->first_early = s->step;
    }
    if (s->last_round == s->step) {
        s->talk_weeks = s->talk_weeks + 1;
        s->talk_strikes = s->talk_strikes + s->struck;
    }
}

/* Weeks under agreements, and escalation. */
static void count_peace(STATE *s, CASE *c)
{
    if (s->on[1] == 1) {
        s->ceasefire_weeks = s->ceasefire_weeks + 1;
    }
    if (s->metric[Metric_DEALS] > 0.0) {
        s->partial_weeks = s->partial_weeks + 1;
    }
    double level = max_float(s->metric[Metric_ESC_AB], s->metric[Metric_ESC_BA]);
    s->peak_escalation = max_float(s->peak_escalation, level);
    s->sum_escalation = s->sum_escalation + s->metric[Metric_INTENSITY];
}

/* Victory, a settlement that outlived its implementation, or the horizon. */
static void check_end(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    if (s->front >= p->front_bound || s->capability[c->lead[1]] < p->capability_floor) {
        s->victor = 0;
    } else if (s->front <= 1.0 - p->front_bound || s->capability[c->lead[0]] < p->capability_floor) {
        s->victor = 1;
    }
    bool implemented = s->on[0] == 1 && s->step - s->since[0] >= in_steps(c, p->implementation);
    if (s->victor >= 0) {
        log_outcome(s, c, log, Effect_VICTORY, c->lead[s->victor], c->lead[1 - s->victor], -1, -1, s->front);
    }
    if (s->victor >= 0 || implemented || s->step + 1 >= c->horizon) {
        s->outcome = classify(s);
        s->ended = 1;
        log_outcome(s, c, log, Effect_END, -1, -1, s->outcome, -1, s->step);
    }
}

/* Outcome class of a finished run. */
static int64_t classify(STATE *s)
{
    if (s->victor == 0) {
        return Outcome_VICTORY_A;
    }
    if (s->victor == 1) {
        return Outcome_VICTORY_B;
    }
    if (s->on[0] == 1) {
        return Outcome_SETTLEMENT_HELD;
    }
    if (s->settlements > 0) {
        return Outcome_SETTLEMENT_RELAPSED;
    }
    if (s->on[1] == 1) {
        return Outcome_CEASEFIRE;
    }
    if (s->rounds > 0) {
        return Outcome_FORMAL_TALKS_ONLY;
    }
    if (s->first_early >= 0) {
        return Outcome_EARLY_DISCUSSIONS_ONLY;
    }
    return Outcome_NO_CONTACT;
}

/* ---- phases.sign: Agreements: what ceasefires and partial deals are worth, and signing them. ---- */

/* What a party that is advancing gives up by stopping. */
static double lost_momentum(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    double toward = c->side[i] == 0 ? s->momentum : -s->momentum;
    return p->momentum_lost * positive(toward);
}

/* What the war to its expected end costs i, at a private or believed cost. */
static double own_toll(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double cost)
{
    return war_cost(cost, s->toll[i], s->pooled[i], p->shield);
}

/* Margin of j for keeping a ceasefire. */
static double keeping_ceasefire(STATE *s, CASE *c, PARAMETERS *p, int64_t j, double cost)
{
    int64_t i = c->lead[1 - c->side[j]];
    double broken = breach_cost(p->honour, p->deterrence, s->guaranteed[i], p->detection, max_float(s->monitoring,
        s->monitored[1]));
    return ceasefire_margin(p->spared_ceasefire, own_toll(s, c, p, j, cost), s->surprise[i], broken,
        positive(s->shift[j]));
}

/* Margin of i for signing a ceasefire, at a private or believed cost of war. */
static double ceasefire_margin_of(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double cost)
{
    int64_t j = c->lead[1 - c->side[i]];
    double breach = breach_feared(s, c, p, i, keeping_ceasefire(s, c, p, j, s->public_mean[j]));
    double gain = ceasefire_gain(p->spared_ceasefire, own_toll(s, c, p, i, cost), breach, s->surprise[i],
        s->shift[i], lost_momentum(s, c, p, i));
    double home = p->ceasefire_cost * (1.0 - s->cover[i]) + s->demand[i];
    return gain - home + s->pressure[i] + s->inducement[i] + s->standing[i];
}

/* Chance, as lead i believes, that the other lead accepts a ceasefire. */
static double ceasefire_chance(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    int64_t j = c->lead[1 - c->side[i]];
    double slope = accept_slope(margin_spread(s, p, j, s->belief_var[i][j]), p->lambda_accept);
    return accept_at(ceasefire_margin_of(s, c, p, j, s->belief_mean[i][j]), slope);
}

/* Gain of i from a deal on separable issue k at a cost of war; `home` scales what it costs at home. */
static double deal_gain(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t k, double cost, double home)
{
    double price = p->deal_cost * home * (1.0 - s->cover[i]);
    if (c->covers[k] == 0) {
        return separable_gain(c->gain[i][k], 0.0, 0.0, 0.0, 1.0, price);
    }
    double trust = trust_in(s, i, c->lead[1 - c->side[i]]);
    return separable_gain(c->gain[i][k], p->spared_truce, own_toll(s, c, p, i, cost), s->surprise[i], trust, price);
}

/* Public chance that lead j says yes to a deal on issue k. */
static double deal_chance(STATE *s, CASE *c, PARAMETERS *p, int64_t j, int64_t k)
{
    double margin = deal_gain(s, c, p, j, k, s->public_mean[j], 1.0) + s->standing[j];
    double spread = c->covers[k] > 0 ? margin_spread(s, p, j, s->public_var[j]) * p->spared_truce : 0.0;
    return accept_probability(margin, spread, p->lambda_accept);
}

/* How much the agreement of slot a weighs beside an end of the war: the mean of the two leads. */
static double weight_of(STATE *s, CASE *c, PARAMETERS *p, int64_t a)
{
    if (a < 2) {
        return 1.0;
    }
    double total = 0.0;
    for (int64_t side = 0; side < 2; side++) {
        int64_t i = c->lead[side];
        double spared = c->covers[a - 2] > 0 ? p->spared_truce : 0.0;
        double cost = war_cost(s->public_mean[i], s->weight[i], s->pooled[i], p->shield);
        total += 0.5 * deal_weight(c->gain[i][a - 2], spared, cost);
    }
    return total;
}

/* What lead i can hope for from the best separable issue that is open: the chance of a yes times its gain. */
static double best_deal(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    int64_t j = c->lead[1 - c->side[i]];
    double best = 0.0;
    for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
        if (c->separable[k] == 1 && s->on[2 + k] == 0) {
            double gain = deal_gain(s, c, p, i, k, s->private_cost[i], 1.0) + s->standing[i];
            if (gain > best) {
                best = max_float(best, deal_chance(s, c, p, j, k) * gain);
            }
        }
    }
    return best;
}

/* Bring an agreement into force. */
static void open_slot(STATE *s, CASE *c, int64_t a, int64_t until, int64_t by)
{
    s->on[a] = 1;
    s->since[a] = s->step;
    s->until[a] = until;
    s->suspended[a] = 0;
    s->by[a] = by;
    s->monitored[a] = s->monitoring;
    draw_leanings(s, c, a);
}

/* Log a signature; trust between the leads feels it, and past failures are forgotten. */
static void announce(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t a, int64_t by, double value)
{
    log_outcome(s, c, log, Effect_SIGN, c->lead[0], c->lead[1], a, by, value);
    double weight = weight_of(s, c, p, a);
    for (int64_t side = 0; side < 2; side++) {
        move_trust(s, c, p, c->lead[side], c->lead[1 - side], c->ef_row[Effect_SIGN], weight);
        s->tired[c->lead[side]] = s->tired[c->lead[side]] * (1.0 - weight);
        if (a < 2) {
            s->demand[c->lead[side]] = 0.0;
        }
    }
}

/* Who answers for an end of the fighting: the mediator whose text it is, else the host (-1: nobody). */
static int64_t answerable(CASE *c, int64_t author, int64_t host)
{
    return c->mediator[author] == 1 && c->party[author] == 0 ? author : host;
}

/* A settlement takes the place of what was agreed before; inducements begin to fade, pressure is spent. */
static void sign_settlement(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t q, int64_t author, int64_t host)
{
    int64_t by = answerable(c, author, host);
    open_slot(s, c, 0, 0, by);
    s->settlement_q = q / (21 - 1.0);
    for (int64_t a = 1, end_a = 2 + c->n_issues; a < end_a; a++) {
        s->on[a] = 0;
    }
    s->settlements = s->settlements + 1;
    if (s->first_settlement < 0) {
        s->first_settlement = s->step;
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->party[i] == 1) {
            s->ag_cover[i] = s->guaranteed[i];
            s->ag_induce[i] = s->inducement[i];
            s->inducement[i] = 0.0;
            s->pressure[i] = 0.0;
            s->ag_floor[i] = burden(s->hurt[i], s->weariness[i], 0.0);
        }
    }
    announce(s, c, p, log, 0, by, s->settlement_q);
}

/* A general ceasefire, until it is broken. */
static void sign_ceasefire(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t author, int64_t host)
{
    int64_t by = answerable(c, author, host);
    open_slot(s, c, 1, 0, by);
    s->ceasefires = s->ceasefires + 1;
    if (s->first_ceasefire < 0) {
        s->first_ceasefire = s->step;
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->party[i] == 1) {
            s->ag_floor[i] = burden(s->hurt[i], s->weariness[i], 0.0);
        }
    }
    announce(s, c, p, log, 1, by, -1.0);
}

/* A partial deal with its term; with m ≥ 0 each lead signs with the mediator (mirror agreements). */
static void sign_deal(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t k, int64_t m, int64_t host)
{
    int64_t until = c->term[k] > 0 ? s->step + c->term[k] : 0;
    open_slot(s, c, 2 + k, until, m >= 0 ? m : host);
    s->partial_deals = s->partial_deals + 1;
    if (s->first_partial < 0) {
        s->first_partial = s->step;
    }
    announce(s, c, p, log, 2 + k, m, -1.0);
}

/* ---- phases.step: The order of play in a step: one explicit list. ---- */

/* Play one step: the phases of :data:`STEP`, spelled out for the compiler (a test compares the two). */
static void step(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    deliver(s, c, p, log);
    observe(s, c, p, log);
    choose(s, c, p, log);
    act(s, c, p, log);
    negotiate(s, c, p, log);
    comply(s, c, p, log);
    update(s, c, p, log);
    record(s, c, p, log);
}

/* ---- phases.summary: One row per run: what the outcomes of model and experiment read. ---- */

/* Fill `row` (as ``Column`` names it) from a finished run. */
static void summarize(STATE *s, CASE *c, double_1 row)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    row.at[Column_OUTCOME] = s->outcome;
    row.at[Column_END_STEP] = s->step - 1;
    row.at[Column_FAULT] = s->fault;
    row.at[Column_TRACK_MAX] = s->track_max;
    row.at[Column_TRACK_MAX_STEP] = s->track_max_step;
    row.at[Column_FIRST_CONTACT] = s->first_contact;
    row.at[Column_FIRST_EARLY] = s->first_early;
    row.at[Column_FIRST_FORMAL] = s->first_formal;
    row.at[Column_FIRST_FORMAL_FORM] = s->first_form;
    row.at[Column_FIRST_FORMAL_HOST] = s->first_host;
    row.at[Column_ROUNDS] = s->rounds;
    row.at[Column_TALK_WEEKS] = s->talk_weeks;
    row.at[Column_TALK_WEEKS_WITH_STRIKES] = s->talk_strikes;
    row.at[Column_EXCHANGES] = s->exchanges;
    row.at[Column_CEASEFIRES] = s->ceasefires;
    row.at[Column_FIRST_CEASEFIRE] = s->first_ceasefire;
    row.at[Column_CEASEFIRE_WEEKS] = s->ceasefire_weeks;
    row.at[Column_SETTLEMENTS] = s->settlements;
    row.at[Column_FIRST_SETTLEMENT] = s->first_settlement;
    row.at[Column_FIRST_BREACH] = s->first_breach;
    row.at[Column_SETTLEMENT_Q] = s->settlement_q;
    row.at[Column_PARTIAL_DEALS] = s->partial_deals;
    row.at[Column_FIRST_PARTIAL] = s->first_partial;
    row.at[Column_PARTIAL_WEEKS] = s->partial_weeks;
    row.at[Column_PEAK_ESCALATION] = s->peak_escalation;
    row.at[Column_MEAN_ESCALATION] = s->sum_escalation / s->step;
    row.at[Column_DAMAGE_A] = s->damage_total[0];
    row.at[Column_DAMAGE_B] = s->damage_total[1];
    row.at[Column_TRUST_AB_END] = logistic(s->trust[a][b]);
    row.at[Column_TRUST_BA_END] = logistic(s->trust[b][a]);
    row.at[Column_FRONT_END] = s->front;
    row.at[Column_CAP_RATIO_END] = side_capability(s, c, 0) / side_capability(s, c, 1);
    row.at[Column_BREACHES] = s->breaches;
    row.at[Column_CEASEFIRE_STOOD] = s->on[1] == 1 ? s->step - s->since[1] : 0;
    row.at[Column_SETTLEMENT_STOOD] = s->on[0] == 1 ? s->step - s->since[0] : 0;
}

/* ---- phases.text: The mediator's text: which item it is about, at what terms, and whether it is heard. ---- */

/* Concession level of the mediator's text, by the bargaining solution that `text_solution` names. */
static int64_t text_level(STATE *s, CASE *c, PARAMETERS *p, int64_t m)
{
    double gain_a;
    double gain_b;
    double score;
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    double ideal_a = 0.0;
    double ideal_b = 0.0;
    for (int64_t q = 0; q < GRID; q++) {
        gain_a = s->agreed[a][q] - s->war_public[a];
        gain_b = s->agreed[b][q] - s->war_public[b];
        if (gain_a > 0.0 && gain_b > 0.0) {
            ideal_a = max_float(ideal_a, gain_a);
            ideal_b = max_float(ideal_b, gain_b);
        }
    }
    int64_t best = 0;
    double top = -1000000000.0;
    for (int64_t q = 0; q < GRID; q++) {
        gain_a = s->agreed[a][q] - s->war_public[a];
        gain_b = s->agreed[b][q] - s->war_public[b];
        if (p->text_solution < 0.5) {
            score = nash_product(gain_a, gain_b, s->bias[m]);
        } else if (p->text_solution < 1.5) {
            score = kalai_smorodinsky(gain_a, gain_b, ideal_a, ideal_b);
        } else {
            score = egalitarian(gain_a, gain_b);
        }
        if (score > top) {
            top = score;
            best = q;
        }
    }
    return best;
}

/* What the war costs lead i in everybody's eyes. */
static double public_cost(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    return war_cost(s->public_mean[i], s->toll[i], s->pooled[i], p->shield);
}

/* What peace would spare both sides together, as everybody can estimate it. */
static double public_stake(STATE *s, CASE *c, PARAMETERS *p)
{
    return public_cost(s, c, p, c->lead[0]) + public_cost(s, c, p, c->lead[1]);
}

/* Chance of two yeses to an item at public values times what it would spare both; q the level of a settlement. */
static double item_worth(STATE *s, CASE *c, PARAMETERS *p, int64_t a, int64_t q)
{
    double chance_a;
    double chance_b;
    double open_again = 1.0 - aged(s, c, p, s->rejected[a]);
    if (open_again <= 0.0) {
        return 0.0;
    }
    int64_t lead_a = c->lead[0];
    int64_t lead_b = c->lead[1];
    if (a == 0) {
        chance_a = accept_at(signing_margin(s, lead_a, q, s->war_public[lead_a]), public_slope(s, p, lead_a));
        chance_b = accept_at(signing_margin(s, lead_b, q, s->war_public[lead_b]), public_slope(s, p, lead_b));
        return open_again * both_come(chance_a, chance_b) * public_stake(s, c, p);
    }
    if (a == 1) {
        chance_a = accept_at(ceasefire_margin_of(s, c, p, lead_a, s->public_mean[lead_a]), public_slope(s, p,
            lead_a));
        chance_b = accept_at(ceasefire_margin_of(s, c, p, lead_b, s->public_mean[lead_b]), public_slope(s, p,
            lead_b));
        return open_again * both_come(chance_a, chance_b) * p->spared_ceasefire * public_stake(s, c, p);
    }
    int64_t k = a - 2;
    double spared = c->covers[k] > 0 ? p->spared_truce * public_stake(s, c, p) : 0.0;
    return open_again * both_come(deal_chance(s, c, p, lead_a, k), deal_chance(s, c, p, lead_b,
        k)) * (c->gain[lead_a][k] + c->gain[lead_b][k] + spared);
}

/* Whether the item of slot a can be agreed now. */
static bool open_item(STATE *s, CASE *c, int64_t a)
{
    if (a == 0) {
        return s->on[0] == 0;
    }
    if (a == 1) {
        return s->on[0] == 0 && s->on[1] == 0;
    }
    return c->separable[a - 2] == 1 && s->on[a] == 0 && s->on[0] == 0 && !rests(s, c, a);
}

/* Slot of the item with the largest expected worth (single-text procedure); -1 when all is agreed. */
static int64_t best_item(STATE *s, CASE *c, PARAMETERS *p, int64_t q)
{
    int64_t best = -1;
    double top = 0.0;
    for (int64_t a = 0, end_a = 2 + c->n_issues; a < end_a; a++) {
        if (open_item(s, c, a)) {
            double worth = item_worth(s, c, p, a, q);
            if (worth > top) {
                top = worth;
                best = a;
            }
        }
    }
    return best;
}

/* Chance that a text of mediator m is heard by both. */
static double heard_share(STATE *s, CASE *c, PARAMETERS *p, int64_t m)
{
    return p->text_weight * s->factor * min_float(believed(s, c->lead[0], m), believed(s, c->lead[1], m));
}

/* ---- phases.update: Phase 7: escalation, strength, the front, hurt, trust, leverage, standing, support, and the talk track. ---- */

/* Let the week's moves change the world. */
static void update(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    double ground = violence_factor(s, c, p, false);
    s->ground = ground;
    double rear = violence_factor(s, c, p, true);
    update_escalation(s, c, p);
    update_salvos(s, c, p, rear);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 1 && c->party[i] == 1) {
            update_party(s, c, p, i, ground, rear);
        }
    }
    update_front(s, c, p, ground);
    update_relations(s, c, p);
    update_support(s, c, p);
    update_lines(s, c, p);
    update_leaders(s, c, p, log);
    update_track(s, c, p);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        s->cover[i] = 0.0;
        s->vouched[i] = 0.0;
    }
}

/* Each pair across the sides, both directions from the same start. */
static void update_escalation(STATE *s, CASE *c, PARAMETERS *p)
{
    double reaction = per_step(p->reaction, c->days);
    double fatigue = per_step(p->fatigue, c->days);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 0 || c->party[i] == 0) {
            continue;
        }
        double rest = clip(c->rest[i] + p->fight_sd * s->line[i][Line_FIGHT], 0.0, 1.0);
        s->push[i] += rest - s->rest[i];
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 0 || c->party[i] == 0 || c->side[i] != 0) {
            continue;
        }
        for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
            if (c->active[j] == 1 && c->party[j] == 1 && c->side[j] == 1) {
                double own = s->escalation[i][j];
                double other = s->escalation[j][i];
                double g = grievance(s->rest[i], s->rest[j], reaction, fatigue);
                double h = grievance(s->rest[j], s->rest[i], reaction, fatigue);
                s->escalation[i][j] = richardson(own, other, reaction, fatigue, g, s->push[i]);
                s->escalation[j][i] = richardson(other, own, reaction, fatigue, h, s->push[j]);
            }
        }
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        s->push[i] = 0.0;
        if (c->party[i] == 1) {
            s->rest[i] = clip(c->rest[i] + p->fight_sd * s->line[i][Line_FIGHT], 0.0, 1.0);
        }
    }
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    s->intensity = 0.5 * (s->escalation[a][b] + s->escalation[b][a]);
}

/* Size of each party's strikes this week, over-dispersed; side A's counts are kept for comparison with data. */
static void update_salvos(STATE *s, CASE *c, PARAMETERS *p, double rear)
{
    s->missiles = 0.0;
    s->drones = 0.0;
    s->struck = 0;
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 0 || c->party[i] == 0) {
            continue;
        }
        int64_t move = s->move[i][Channel_MILITARY];
        int64_t effect = c->mv_effect[move];
        double level = effect == Effect_STRIKE || effect == Effect_OFFENSIVE ? 1.0 : p->salvo_floor;
        if (effect == Effect_RESTRAIN) {
            level = 0.0;
        }
        if ((effect == Effect_STRIKE || effect == Effect_OFFENSIVE) && (i == c->lead[0] || i == c->lead[1])) {
            s->struck = 1;
        }
        double missile = salvo_ratio(p->missile_dispersion, draw(s, c, i, Decision_MISSILES));
        double drone = salvo_ratio(p->drone_dispersion, draw(s, c, i, Decision_DRONES));
        s->salvo[i] = level * (0.5 * missile + 0.5 * drone);
        if (c->side[i] == 0) {
            double scale = level * rear * s->escalation[i][c->lead[1]] * c->days / 7.0;
            s->missiles += count_around(p->missiles_mean * scale * missile, draw(s, c, i, Decision_MISSILE_COUNT));
            s->drones += count_around(p->drones_mean * scale * drone, draw(s, c, i, Decision_DRONE_COUNT));
        }
    }
}

/* Average salvo of the parties that strike i. */
static double salvo_on(STATE *s, CASE *c, int64_t i)
{
    double total = 0.0;
    int64_t n = 0;
    for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
        if (c->active[j] == 1 && c->party[j] == 1 && c->side[j] != c->side[i]) {
            total += s->salvo[j];
            n += 1;
        }
    }
    return n > 0 ? total / n : 0.0;
}

/* Damage, strength, hurt, weariness, standing and exposure of one party. */
static void update_party(STATE *s, CASE *c, PARAMETERS *p, int64_t i, double ground, double rear)
{
    double coercion = coercion_on(s, c, i);
    s->damage[i] = relative_damage(coercion * ground, s->usual[i], salvo_on(s, c, i) * rear / ground,
        p->strike_share);
    s->damage_total[c->side[i]] += s->damage[i];
    double level = sustainable_level(c->sustainable[i], c->dependence[i], s->pooled[i], s->pooled_start[i]);
    double exposed = coercion * ground * (1.0 + p->offensive_losses * s->offensive[i]);
    double change = capability_change(s->capability[i], level, per_step(p->production, c->days),
        per_step(p->attrition, c->days), exposed, s->usual[i]);
    s->capability[i] = clip(s->capability[i] + change, 0.0001, 10000.0);
    s->hurt[i] = moving_average(s->hurt[i], s->damage[i], per_step(p->hurt_rate, c->days));
    s->weariness[i] = moving_average(s->weariness[i], p->weariness_gain * s->damage[i], per_step(p->weariness_rate,
        c->days));
    double pull = p->standing_weariness * (s->weight[i] - 1.0);
    s->standing[i] = standing_step(s->standing[i], s->keep, p->standing_sd, noise(s, c, i, Decision_STANDING), pull);
    if (s->demand[i] > 0.0) {
        s->standing[i] -= (1.0 - s->keep) * s->demand[i];
        s->demand[i] = s->keep * s->demand[i];
    }
    s->refusal[i] = moving_average(s->refusal[i], p->refusal_cost, per_step(p->refusal_fade, c->days));
    s->inducement[i] = inducement_left(s->inducement[i], per_step(p->offer_fade, c->days));
    s->pressure[i] = inducement_left(s->pressure[i], per_step(p->offer_fade, c->days));
    s->ag_induce[i] = inducement_left(s->ag_induce[i], per_step(p->inducement_fade, c->days));
    if (s->on[0] == 0) {
        s->guaranteed[i] = moving_average(s->guaranteed[i], c->guarantee[i], per_step(p->guarantee_fade, c->days));
    }
}

/* The front drifts with the contest and shakes with chance; parties learn from it how strong the sides are. */
static void update_front(STATE *s, CASE *c, PARAMETERS *p, double ground)
{
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    double ratio = strength_ratio(side_capability(s, c, 0), side_capability(s, c, 1));
    double chance = prevailing(ratio, p->decisiveness, s->power);
    double drift = front_drift(chance, s->intensity, s->offensive[a], s->offensive[b], p->front_speed,
        p->offensive_boost);
    double shake = p->front_noise * noise(s, c, a, Decision_FRONT) * sqrt(c->days / 7.0);
    double moved = ground * (drift * c->days / 7.0 + shake);
    double attacks = p->offensive_boost * (s->offensive[a] + s->offensive[b]);
    double time = ground * c->days / 7.0;
    for (int64_t x = 0, end_x = c->n_parties; x < end_x; x++) {
        int64_t i = c->parties[x];
        double seen = prevailing(ratio, p->decisiveness, s->power_mean[i]);
        double slope = time * front_slope(p->front_speed, s->intensity, p->decisiveness, seen, attacks);
        double gain = front_gain(s->power_var[i], slope, p->front_noise * sqrt(c->days / 7.0));
        for (int64_t view = 0; view < 2; view++) {
            double mean = view == 0 ? s->power_mean[i] : s->power_seen[i];
            double expected = time * front_drift(prevailing(ratio, p->decisiveness, mean), s->intensity,
                s->offensive[a], s->offensive[b], p->front_speed, p->offensive_boost);
            mean = power_forecast(mean + gain * (moved - expected), prior_power(c, i), s->keep);
            if (view == 0) {
                s->power_mean[i] = mean;
            } else {
                s->power_seen[i] = mean;
            }
        }
        s->power_var[i] = power_variance((1.0 - gain * slope) * s->power_var[i], s->keep, p->power_sd);
    }
    s->power = line_step(s->power, s->keep, p->power_sd * noise(s, c, b, Decision_POWER));
    s->front = clip(s->front + moved, 0.0, 1.0);
    s->fronts[mod_int(s->step, LOOKBACK)] = s->front;
}

/* Trust falls back to its prior, leverage grows back, offers of monitors fade, sessions run out. */
static void update_relations(STATE *s, CASE *c, PARAMETERS *p)
{
    double recovery = per_step(p->trust_recovery, c->days);
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 0 || c->party[i] == 0) {
            continue;
        }
        for (int64_t j = 0, end_j = c->n; j < end_j; j++) {
            if (c->active[j] == 1 && c->party[j] == 1 && c->side[j] != c->side[i]) {
                s->trust[i][j] = trust_recovery(s->trust[i][j], s->trust_prior[i][j], recovery);
            }
        }
    }
    double regrowth = per_step(p->leverage_regrowth, c->days);
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        int64_t m = c->mediators[x];
        for (int64_t side = 0; side < 2; side++) {
            int64_t i = c->lead[side];
            s->leverage[m][i] = leverage_after(s->leverage[m][i], c->leverage[m][i], 0.0, regrowth);
        }
    }
    s->monitoring = inducement_left(s->monitoring, per_step(p->offer_fade, c->days));
    if (s->in_session == 1 && s->step - s->last_round > in_steps(c, p->session_memory)) {
        s->in_session = 0;
        for (int64_t side = 0; side < 2; side++) {
            know_answer(s, c, c->lead[side], -1);
        }
    }
}

/* What is given in packages runs down until the next; what is given without any returns to its usual level. */
static void update_support(STATE *s, CASE *c, PARAMETERS *p)
{
    int64_t i;
    double rate = per_step(p->support_rate, c->days);
    for (int64_t x = 0, end_x = c->n_patrons; x < end_x; x++) {
        int64_t m = c->patrons[x];
        if (c->active[m] == 0) {
            continue;
        }
        for (int64_t y = 0, end_y = c->n_parties; y < end_y; y++) {
            i = c->parties[y];
            if (c->active[i] == 1 && s->support[m][i] > 0.0) {
                double usual = c->arms[m] > 0.0 ? 0.0 : c->alignment[m][i];
                s->support[m][i] = moving_average(s->support[m][i], usual, rate);
            }
        }
    }
    for (int64_t y = 0, end_y = c->n_parties; y < end_y; y++) {
        i = c->parties[y];
        s->pooled[i] = pool_support(s, c, i);
    }
}

/* Every actor's lines of policy drift on; the draws come first, in flat loops that are done several at a time. */
static void update_lines(STATE *s, CASE *c, PARAMETERS *p)
{
    int64_t t1_0 = s->seed_low;
    int64_t t1_1 = s->seed_high;
    int64_t t1_2 = s->run;
    int64_t t1_3 = s->step;
    int64_t low = t1_0;
    int64_t high = t1_1;
    int64_t run = t1_2;
    int64_t step = t1_3;
    for (int64_t k = 0, end_k = s->n_lines; k < end_k; k++) {
        s->luck[k] = uniform(low, high, run, s->line_key[k], Decision_LINE + s->line_kind[k], step);
    }
    for (int64_t k = 0, end_k = s->n_lines; k < end_k; k++) {
        s->shock[k] = normal_middle(s->luck[k] - 0.5);
    }
    for (int64_t k = 0, end_k = s->n_lines; k < end_k; k++) {
        if (!in_middle(s->luck[k] - 0.5)) {
            s->shock[k] = standard_normal(s->luck[k]);
        }
    }
    double keep = s->keep;
    for (int64_t k = 0, end_k = s->n_lines; k < end_k; k++) {
        int64_t i = s->line_actor[k];
        int64_t x = s->line_kind[k];
        s->line[i][x] = line_step(s->line[i][x], keep, s->shock[k]);
    }
}

/* Now and then a leader goes; the next one has a standing, lines and a will of its own. */
static void update_leaders(STATE *s, CASE *c, PARAMETERS *p, double_2 log)
{
    int64_t t1_0 = s->seed_low;
    int64_t t1_1 = s->seed_high;
    int64_t t1_2 = s->run;
    int64_t t1_3 = s->step;
    int64_t low = t1_0;
    int64_t high = t1_1;
    int64_t run = t1_2;
    int64_t step = t1_3;
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        s->luck[i] = uniform(low, high, run, c->key[i], Decision_LEADER, step);
    }
    for (int64_t i = 0, end_i = c->n; i < end_i; i++) {
        if (c->active[i] == 1 && c->tenure[i] > 0.0 && s->luck[i] < per_step(1.0 / c->tenure[i], c->days)) {
            change_leader(s, c, p, log, i);
        }
    }
}

/* A new leader of actor i: nothing that the old one felt, owed or meant to keep binds it. */
static void change_leader(STATE *s, CASE *c, PARAMETERS *p, double_2 log, int64_t i)
{
    log_outcome(s, c, log, Effect_NEW_LEADER, i, -1, -1, -1, -1.0);
    if (c->party[i] == 1 || c->allegiance[i] >= 0) {
        s->window = s->step;
    }
    for (int64_t x = 0; x < LINES; x++) {
        if (bears(c, i, x)) {
            s->line[i][x] = noise(s, c, i, Decision_NEW_LINE + x);
        }
    }
    if (c->party[i] == 1) {
        s->standing[i] = p->standing_sd * noise(s, c, i, Decision_NEW_STANDING);
        s->demand[i] = 0.0;
        s->tired[i] = 0.0;
        for (int64_t a = 0, end_a = 2 + c->n_issues; a < end_a; a++) {
            if (s->on[a] == 1) {
                double personal = personal_share(p->standing_sd, s->spread[i]);
                double drawn = logit(draw(s, c, i, Decision_LEANING + a));
                s->leaning[a][i] = inherited_leaning(s->leaning[a][i], s->distrust[a][i], personal, drawn);
            }
        }
    }
}

/* Where diplomacy stands: the highest rung that holds this week. */
static void update_track(STATE *s, CASE *c, PARAMETERS *p)
{
    if (s->on[0] == 1) {
        s->track = Track_SETTLEMENT;
    } else if (s->on[1] == 1) {
        s->track = Track_CEASEFIRE;
    } else if (s->last_round == s->step || s->in_session == 1) {
        s->track = Track_FORMAL_TALKS;
    } else if (s->step - s->last_early <= in_steps(c, p->track_memory)) {
        s->track = Track_EARLY_DISCUSSIONS;
    } else if (s->step - s->last_contact <= in_steps(c, p->track_memory)) {
        s->track = Track_CONTACTS;
    } else {
        s->track = Track_NO_CONTACT;
    }
}

/* ---- phases.weigh: What a move does for the goals of its actor: each effect's rule with what the actor can know. ---- */

/* Value to actor i of a move toward j (-1: nobody), in units of the stake. */
static double weigh(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    Tuple_dddddddd t1 = motives(s, c, p, i, move, j);
    double issue = t1._0;
    double security = t1._1;
    double welfare = t1._2;
    double standing = t1._3;
    double alliance = t1._4;
    double peace = t1._5;
    double prestige = t1._6;
    double commerce = t1._7;
    return move_value(goal_term(c->goal[i][Goal_ISSUE], issue), goal_term(c->goal[i][Goal_SECURITY], security),
        goal_term(c->goal[i][Goal_WELFARE], welfare), goal_term(c->goal[i][Goal_STANDING], standing),
        goal_term(c->goal[i][Goal_ALLIANCE], alliance), goal_term(c->goal[i][Goal_PEACE], peace),
        goal_term(c->goal[i][Goal_PRESTIGE], prestige), goal_term(c->goal[i][Goal_COMMERCE], commerce),
        circumstance(s, c, p, i, move), c->mv_cost[move]);
}

/* What a move toward j does for each goal of actor i, unweighted. */
static Tuple_dddddddd motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    int64_t channel = c->mv_channel[move];
    if (move == c->idle[channel]) {
        return NOTHING;
    }
    if (channel == Channel_MILITARY) {
        return military_motives(s, c, p, i, move);
    }
    if (channel == Channel_HUMANITARIAN) {
        return weigh_exchange_motives(s, c, p, i, move);
    }
    if (channel == Channel_DIPLOMATIC) {
        return diplomatic_motives(s, c, p, i, move, j);
    }
    if (channel == Channel_SUPPORT) {
        return support_motives(s, c, p, i, move, j);
    }
    return mediation_motives(s, c, p, i, move, j);
}

/* The line of policy that bears on a move, in units of the stake; 0 where it bears on what is wanted instead. */
static double circumstance(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move)
{
    int64_t effect = c->mv_effect[move];
    int64_t line = -1;
    if (effect == Effect_OFFENSIVE) {
        line = Line_FIGHT;
    } else if (effect == Effect_EXCHANGE) {
        line = Line_EXCHANGE;
    } else if (effect == Effect_PROPOSE || effect == Effect_ATTEND || effect == Effect_CONCEDE) {
        line = Line_TALK;
    } else if (c->mv_channel[move] == Channel_MEDIATION && move != c->idle[Channel_MEDIATION]) {
        return p->engage_sd * s->line[i][Line_ENGAGE];
    }
    return line >= 0 ? p->mood_sd * s->line[i][line] : 0.0;
}

/* What the war weighs on i now, by its own reckoning. */
static double own_war_cost(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    return war_cost(s->private_cost[i], s->weight[i], s->pooled[i], p->shield);
}

/* Strike, attack beside striking, or pause. */
static Tuple_dddddddd military_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move)
{
    int64_t effect = c->mv_effect[move];
    double size = c->mv_size[move];
    double push = c->mv_push[move];
    double cost = own_war_cost(s, c, p, i);
    Tuple_dddddddd strike = strike_motives(p->strike_gain, c->hawkishness[i], cost, p->strike_retaliation,
        s->pooled[i], p->strike_blame, push);
    if (effect == Effect_STRIKE) {
        return strike;
    }
    int64_t enemy = c->lead[1 - c->side[i]];
    if (effect == Effect_RESTRAIN) {
        double spared = paused(s, enemy) ? cost * p->strike_retaliation : 0.0;
        return restrain_motives(p->restraint_exposure * size, s->pooled[i], p->restraint_praise, push, s->hope[i],
            spared);
    }
    double own_p = c->side[i] == 0 ? s->chance[i] : 1.0 - s->chance[i];
    double with_it = front_drift(own_p, s->intensity, size, 0.0, p->front_speed, p->offensive_boost);
    double ground = p->planning * (with_it - front_drift(own_p, s->intensity, 0.0, 0.0, p->front_speed,
        p->offensive_boost));
    double start = s->offensive[i] <= 0.0 ? p->campaign_start : 0.0;
    Tuple_dddddddd t1 = strike;
    double security = t1._1;
    double welfare = t1._2;
    double alliance = t1._4;
    return campaign_motives(security, welfare, alliance, ground, c->hawkishness[i], cost, p->offensive_losses * size,
        start, push);
}

/* Time since a step over what counts as a long silence, at most 1. */
static double silence_since(STATE *s, CASE *c, PARAMETERS *p, int64_t step)
{
    return share_of(since(s, c, step), p->silence);
}

/* Whether mediator m has been with both leads of late. */
static bool visited_both(STATE *s, CASE *c, PARAMETERS *p, int64_t m)
{
    double limit = in_steps(c, p->visit_memory);
    return s->step - s->visited[m][c->lead[0]] <= limit && s->step - s->visited[m][c->lead[1]] <= limit;
}

/* A batch of prisoners, with whatever mediator has visited both sides of late. */
static Tuple_dddddddd weigh_exchange_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move)
{
    double helped = 0.0;
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        int64_t m = c->mediators[x];
        if (c->active[m] == 1 && visited_both(s, c, p, m)) {
            helped = max_float(helped, p->exchange_help * believed(s, i, m));
        }
    }
    double gain = p->exchange_gain * c->mv_size[move];
    for (int64_t k = 0, end_k = c->n_issues; k < end_k; k++) {
        if (c->humanitarian[k] == 1 && s->on[2 + k] == 1 && s->suspended[2 + k] == 0) {
            gain *= 1.0 + p->exchange_frame;
        }
    }
    return move_value_exchange_motives(gain, s->prisoners, p->exchange_cost, helped);
}

/* What is left of the answer that j gave to mediator m; 0 where it was never asked. */
static double answer_age(STATE *s, CASE *c, PARAMETERS *p, int64_t m, int64_t j)
{
    return s->answer[m][j] >= 0 ? aged(s, c, p, s->asked[m][j]) : 0.0;
}

/* Chance that lead j comes, as mediator m sees it. */
static double chance_as_sounded(STATE *s, CASE *c, PARAMETERS *p, int64_t m, int64_t j)
{
    return sounded_chance(answer_age(s, c, p, m, j), 1.0 * s->answer[m][j]);
}

/* Chance, as i sees it, that the other lead comes; the word of a host that has asked it counts. */
static double chance_other_comes(STATE *s, CASE *c, PARAMETERS *p, int64_t i, bool invited)
{
    int64_t j = c->lead[1 - c->side[i]];
    if (invited && s->host >= 0) {
        double age = answer_age(s, c, p, s->host, j);
        return clip(heard_chance(s->attend[j], believed(s, i, s->host), age, 1.0 * s->answer[s->host][j]), 0.0, 1.0);
    }
    return s->attend[j];
}

/* What coming is worth for a deal of a given chance and promise, with what backing down costs. */
static Tuple_dddddddd coming_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t host, double other,
    double chance, double promise, double backed)
{
    int64_t j = c->lead[1 - c->side[i]];
    double credit = host >= 0 ? believed(s, i, host) : 0.0;
    double seen = seen_cost(p->seen_cost, p->cover * s->factor * credit, p->seen_relief, s->weight[i], s->attend[i]);
    double lost = lost_momentum(s, c, p, j);
    return attend_motives(other, promise, learning_benefit(p->side_benefit, margin_spread(s, p, j,
        s->belief_var[i][j])), stalling_benefit(p->side_benefit, s->shift[i], lost), s->side_gain[i],
        ripeness(p->ripeness, own_toll(s, c, p, i, s->private_cost[i]), s->momentum, chance),
        refusal_seen(s->refusal[i], other), image(p->talk_image, s->pooled[i], credit), seen,
        p->fruitless_cost * s->tired[i] + backed);
}

/* Value to lead i of coming to talks with its best offer, weighted by its goals, with its mood. */
static double worth_of_coming(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t host, double other)
{
    Tuple_dddddddd t1 = coming_motives(s, c, p, i, host, other, s->deal_chance[i], s->promise[i], 0.0);
    double issue = t1._0;
    double security = t1._1;
    double welfare = t1._2;
    double standing = t1._3;
    double alliance = t1._4;
    double peace = t1._5;
    double prestige = t1._6;
    double commerce = t1._7;
    return move_value(goal_term(c->goal[i][Goal_ISSUE], issue), goal_term(c->goal[i][Goal_SECURITY], security),
        goal_term(c->goal[i][Goal_WELFARE], welfare), goal_term(c->goal[i][Goal_STANDING], standing),
        goal_term(c->goal[i][Goal_ALLIANCE], alliance), goal_term(c->goal[i][Goal_PEACE], peace),
        goal_term(c->goal[i][Goal_PRESTIGE], prestige), goal_term(c->goal[i][Goal_COMMERCE], commerce),
        p->mood_sd * s->line[i][Line_TALK], 0.0);
}

/* What lead i can hope for at a table, known before anybody chooses: the better item, side deals, the hope. */
static void assess_coming(STATE *s, CASE *c, PARAMETERS *p, int64_t i)
{
    s->side_gain[i] = 0.0;
    s->deal_chance[i] = s->best_chance[i];
    s->deal_surplus[i] = s->best_surplus[i];
    if (s->on[0] == 1) {
        s->promise[i] = hope(s->deal_chance[i], p->rounds_expected, s->deal_surplus[i]);
        s->hope[i] = 0.0;
        return;
    }
    s->side_gain[i] = best_deal(s, c, p, i);
    if (s->on[1] == 0) {
        double chance = ceasefire_chance(s, c, p, i);
        double surplus = ceasefire_margin_of(s, c, p, i, s->private_cost[i]);
        if (chance * surplus > s->best_chance[i] * positive(s->best_surplus[i])) {
            s->deal_chance[i] = chance;
            s->deal_surplus[i] = surplus;
        }
    }
    double other = chance_other_comes(s, c, p, i, s->invited_until >= s->step);
    s->promise[i] = hope(s->deal_chance[i], p->rounds_expected, s->deal_surplus[i]);
    s->hope[i] = other * s->promise[i];
}

/* What peace would spare both, and what the best item of a text is worth, the same for every mediator. */
static void assess_text(STATE *s, CASE *c, PARAMETERS *p)
{
    s->stake = public_stake(s, c, p);
    s->text_worth = 0.0;
    bool wanted = s->in_session == 1;
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        wanted = wanted || visited_both(s, c, p, c->mediators[x]);
    }
    if (wanted && s->on[0] == 0) {
        int64_t item = best_item(s, c, p, s->public_q);
        if (item >= 0) {
            s->text_worth = item_worth(s, c, p, item, s->public_q);
        }
    }
}

/* Visit, come, yield, threaten, leave. */
static Tuple_dddddddd diplomatic_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    int64_t effect = c->mv_effect[move];
    double size = c->mv_size[move];
    bool invited = s->invited_until >= s->step;
    if (effect == Effect_COURT) {
        double silence = silence_since(s, c, p, s->visited[i][j]);
        double told = 0.0;
        if (c->mediator[j] == 1 && s->wish[i] > 0.0 && s->in_session == 0 && !invited) {
            told = believed(s, i, j) * open_question(chance_as_sounded(s, c, p, j, i));
        }
        double alignment = c->allegiance[j] == c->side[i] ? c->alignment[j][i] : 0.0;
        return court_motives(p->court_gain, alignment, told, silence);
    }
    if (effect == Effect_THREATEN) {
        double underrated = (s->public_mean[i] - s->private_cost[i]) * war_cost(1.0, s->toll[i], s->pooled[i],
            p->shield);
        return threaten_motives(underrated - s->demand[i], size, s->prospect);
    }
    double refusal = refusal_seen(s->refusal[i], chance_other_comes(s, c, p, i, invited));
    if (effect == Effect_WALK_OUT) {
        return walk_out_motives(size, c->hawkishness[i], refusal, s->hope[i]);
    }
    double chance = s->deal_chance[i];
    double promise = s->promise[i];
    double backed = 0.0;
    if (effect == Effect_CONCEDE) {
        int64_t q = conceded_level(s, c, i, size);
        believe_all(s, c, p, i);
        chance = all_accept(s, c, i, q);
        double margin = signing_margin(s, i, q, s->war[i]) - lost_momentum(s, c, p, i);
        promise = hope(chance, p->rounds_expected, margin);
        backed = backing_down(s->conceded[i][q] - s->conceded[i][(int64_t)s->best_q[i]], chance);
    }
    int64_t host = invited && effect != Effect_PROPOSE ? s->host : -1;
    double other = chance_other_comes(s, c, p, i, host >= 0);
    return coming_motives(s, c, p, i, host, other, chance, promise, backed);
}

/* Grid level of i's best offer, moved toward the other side by `size` of the contract curve. */
static int64_t conceded_level(STATE *s, CASE *c, int64_t i, double size)
{
    int64_t steps = (int64_t)(size * (GRID - 1) + 0.5);
    int64_t best = (int64_t)s->best_q[i];
    if (c->side[i] == 0) {
        return min_int(best + steps, GRID - 1);
    }
    return max_int(best - steps, 0);
}

/* Support that patron i wants to give j. */
static double wanted_level(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t j)
{
    int64_t rival = c->lead[1 - c->side[j]];
    return wanted_support(c->alignment[i][j], p->aid_sd * s->line[i][Line_AID],
        s->pooled[rival] - s->pooled_start[rival], positive(without_one(s->pooled_start[j],
        c->support[i][j]) - without_one(s->pooled[j], s->support[i][j])), p->counter_support, p->substitution);
}

/* Package, surge, cut, sanction, relieve, press, promise. */
static Tuple_dddddddd support_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    int64_t effect = c->mv_effect[move];
    double size = c->mv_size[move];
    if (effect == Effect_PLEDGE || effect == Effect_CUT_BACK) {
        double gap = support_gap(wanted_level(s, c, p, i, j), s->support[i][j], c->alignment[i][j]);
        if (effect == Effect_PLEDGE) {
            return package_motives(p->pledge_gain, c->alignment[i][j], gap);
        }
        bool lately = since(s, c, s->refused[i][j]) <= p->visit_memory;
        double refused = lately ? withheld_share(s->support[i][j], s->pooled[j]) : 0.0;
        return cut_motives(p->pledge_gain, c->alignment[i][j], gap, size, s->weariness[j], s->support[i][j], refused);
    }
    if (effect == Effect_SURGE) {
        double near_loss = danger(c->side[j] == 0 ? -s->momentum : s->momentum);
        if (near_loss == 0.0) {
            return NOTHING;
        }
        double filled = share_of(pledged_by(s, i, j), in_steps(c, size) * c->arms[i]);
        double relief = share_of(100.0 * in_steps(c, size) * c->arms[i], s->capability[j]);
        return surge_motives(p->pledge_gain * wanted_level(s, c, p, i, j), near_loss, filled, relief);
    }
    if (effect == Effect_PRESS_TO_TALK) {
        double hold = hold_over(s, c, i, j);
        double fresh = silence_since(s, c, p, s->pressed[i][j]);
        double other = chance_as_sounded(s, c, p, i, c->lead[1 - c->side[j]]);
        double hangs = hinge(chance_as_sounded(s, c, p, i, j), other);
        return press_to_talk_motives(p->press_gain, hold, s->support[i][j], hangs, fresh);
    }
    if (effect == Effect_PROMISE_GUARANTEE) {
        return guarantee_motives(p->guarantee_gain, positive(c->guarantee[i] - s->guaranteed[j]), s->prospect);
    }
    double wanted = wanted_sanctions(excess_of(s, c, j), c->commerce[i][j], p->aid_sd * s->line[i][Line_COERCE]);
    if (effect == Effect_SANCTION) {
        return sanction_motives(p->sanction_gain, wanted - s->ledger[i][j], size, c->commerce[i][j]);
    }
    return relieve_motives(p->sanction_gain, s->ledger[i][j], restraint_of(s, c, p, j), size, c->commerce[i][j]);
}

/* What party j has to lose with i: the flow that it could not do without, or i's leverage over it. */
static double hold_over(STATE *s, CASE *c, int64_t i, int64_t j)
{
    double carried = s->support[i][j] * withheld_share(s->support[i][j], s->pooled[j]);
    return max_float(carried, sway(s->leverage[i][j], lean_to(s, c, i, j)));
}

/* What side lead j does to the other lead over what it suffers from it, now and at rest, the smaller of the two. */
static double excess_of(STATE *s, CASE *c, int64_t j)
{
    int64_t other = c->lead[1 - c->side[j]];
    return min_float(s->escalation[j][other] - s->escalation[other][j], c->rest[j] - c->rest[other]);
}

/* How far j holds back: by how long a ceasefire or settlement has stood, at most a quarter; half in a pause. */
static double restraint_of(STATE *s, CASE *c, PARAMETERS *p, int64_t j)
{
    double stood = 0.0;
    for (int64_t a = 0; a < 2; a++) {
        if (s->on[a] == 1) {
            stood = max_float(stood, silence_since(s, c, p, s->since[a]));
        }
    }
    return paused(s, j) ? max_float(stood, 0.5) : stood;
}

/* Bias of mediator m toward party j. */
static double lean_to(STATE *s, CASE *c, int64_t m, int64_t j)
{
    return c->side[j] == 0 ? s->bias[m] : -s->bias[m];
}

/* Capability that i still owes j. */
static double pledged_by(STATE *s, int64_t i, int64_t j)
{
    double total = 0.0;
    for (int64_t k = 0, end_k = s->n_pipelines; k < end_k; k++) {
        if (s->pl_supplier[k] == i && s->pl_recipient[k] == j && s->pl_last[k] > s->step) {
            total += s->pl_rate[k] * (s->pl_last[k] - max_float(s->pl_first[k], s->step * 1.0));
        }
    }
    return total;
}

/* Visit, convene, formulate, induce, press, guarantee, hand over. */
static Tuple_dddddddd mediation_motives(STATE *s, CASE *c, PARAMETERS *p, int64_t i, int64_t move, int64_t j)
{
    int64_t effect = c->mv_effect[move];
    int64_t a = c->lead[0];
    int64_t b = c->lead[1];
    double stake = s->stake;
    double near = nearness(s->prospect, p->prospect_floor);
    if (effect == Effect_SHUTTLE) {
        double silence = silence_since(s, c, p, s->visited[i][j]);
        double window = s->window > s->visited[i][j] && since(s, c, s->window) <= p->visit_memory ? 1.0 : 0.0;
        double occasion = max_float(max_float(silence, open_question(chance_as_sounded(s, c, p, i, j))), window);
        return visit_motives(p->shuttle_gain, stake, believed(s, j, i), occasion);
    }
    if (effect == Effect_CONVENE) {
        double after = both_come(chance_as_sounded(s, c, p, i, a), chance_as_sounded(s, c, p, i, b));
        return convene_motives(stake, near, s->attend[a] * s->attend[b], after, p->host_honour);
    }
    if (effect == Effect_FORMULATE) {
        return formulate_motives(min_float(believed(s, a, i), believed(s, b, i)), s->text_worth);
    }
    if (effect == Effect_GUARANTEE) {
        double missing = positive(c->guarantee[i] - min_float(s->guaranteed[a], s->guaranteed[b]));
        return guarantee_motives(p->guarantee_gain, missing, near);
    }
    if (effect == Effect_HAND_OVER) {
        double own = min_float(believed(s, a, i), believed(s, b, i));
        double other = min_float(believed(s, a, j), believed(s, b, j));
        return hand_over_motives(p->hand_over_gain, own, other, p->host_honour * s->attend[a] * s->attend[b]);
    }
    double lean = lean_to(s, c, i, j);
    double amount = sway(s->leverage[i][j], lean) * c->mv_size[move];
    double slope = public_slope(s, p, j);
    double margin = signing_margin(s, j, s->public_q, s->war_public[j]);
    double rise = accept_at(margin + amount, slope) - accept_at(margin, slope);
    double against = effect == Effect_PRESS ? lean : -lean;
    return lever_motives(stake, rise, amount, c->commerce[i][j], against);
}

/* Factor on every mediator's effect: by who has been at work of late; 1 while they coordinate. */
static double crowding(STATE *s, CASE *c, PARAMETERS *p)
{
    if (s->coordinated_until >= s->step) {
        return 1.0;
    }
    int64_t n = 0;
    double limit = in_steps(c, p->visit_memory);
    for (int64_t x = 0, end_x = c->n_mediators; x < end_x; x++) {
        int64_t m = c->mediators[x];
        if (c->active[m] == 1 && s->step - s->worked[m] <= limit) {
            n += 1;
        }
    }
    return dilution(n, p->overlap);
}

/* ---- engine.compiled: Compile the phases and rules into one loop over runs. ---- */

/* Play the runs ``first, first + 1, …``, one for each row of `summary`. */
void span(STATE_1 work, uint8_t_1 raw, CASE_1 cases, PARAMETERS_1 params, bool own_params, int64_t first,
    int64_t seed_low, int64_t seed_high, double_2 summary, double_3 steps, double_3 logs, int64_t_1 counts,
    STATE_2 snaps)
{
    STATE *s = &work.at[0];
    CASE *c = &cases.at[0];
    for (int64_t r = 0, end_r = summary.shape[0]; r < end_r; r++) {
        PARAMETERS *p = &params.at[own_params ? r : 0];
        memset(raw.at, 0, raw.shape[0]);
        s->seed_low = seed_low;
        s->seed_high = seed_high;
        s->run = first + r;
        begin(s, c, p);
        double_2 log = (double_2){logs.at + ((logs.shape[0] > 1 ? r : 0) * logs.shape[1]) * logs.shape[2],
            {logs.shape[1], logs.shape[2]}};
        while (s->ended == 0) {
            int64_t t = s->step;
            step(s, c, p, log);
            if (steps.shape[0] > 0) {
                for (int64_t x = 0; x < 35; x++) {
                    steps.at[(r * steps.shape[1] + t) * steps.shape[2] + x] = s->metric[x];
                }
            }
            if (snaps.shape[0] > 0) {
                snaps.at[r * snaps.shape[1] + t] = *s;
            }
        }
        summarize(s, c, (double_1){summary.at + r * summary.shape[1], {summary.shape[1]}});
        if (counts.shape[0] > 0) {
            counts.at[r] = s->n_events;
        }
    }
}
