//! The school's word on the draft, and the team's answers to it (TT 17, 18, 19/2018/TT-BGDĐT Điều 28). What silence
//! means stands with the deadlines.

use calendar::local_day;
use form::Defects;
use proto::fact::{Body, CommentAnswer, CommentsAnswered, CommentsReceived, DraftAgreed};
use statute::Law;

use super::super::{Broken, Refusal};
use super::{Review, ReviewState, Settlement, must_fit};

impl Review {
    pub(super) fn comment(
        &mut self,
        comments: Vec<String>,
        law: &Law,
    ) -> Result<(ReviewState, Body), Refusal> {
        let mut defects = Defects::default();
        let stated = !comments.is_empty() && comments.iter().all(|comment| !comment.trim().is_empty());
        defects.require(stated, "comments", "phải nêu rõ từng ý kiến, không để trống");
        for (position, comment) in comments.iter().enumerate() {
            must_fit(comment, &format!("comments[{position}]"), &mut defects);
        }
        defects.judge()?;
        self.must_await_comments("gửi ý kiến về dự thảo báo cáo", law)?;
        self.comments.clone_from(&comments);
        Ok((
            ReviewState::AwaitingReply,
            Body::CommentsReceived(CommentsReceived { comments }),
        ))
    }

    pub(super) fn agree(&mut self, law: &Law) -> Result<(ReviewState, Body), Refusal> {
        self.must_await_comments("đồng ý với dự thảo báo cáo", law)?;
        self.settlement = Some(Settlement::Agreed);
        Ok((
            ReviewState::AwaitingFinalReport,
            Body::DraftAgreed(DraftAgreed {}),
        ))
    }

    pub(super) fn answer(
        &mut self,
        answers: Vec<CommentAnswer>,
        law: &Law,
    ) -> Result<(ReviewState, Body), Refusal> {
        self.must_be(ReviewState::AwaitingReply, "trả lời ý kiến của nhà trường", law)?;
        if answers.len() != self.comments.len() {
            let broken = Broken::AnswersDoNotMatch {
                comments: self.comments.len(),
                answers: answers.len(),
            };
            return Err(self.broken(broken, law));
        }
        let unreasoned = (1..)
            .zip(&answers)
            .filter(|(_, answer)| !answer.accepted && answer.reason.trim().is_empty());
        let places: Vec<usize> = unreasoned.map(|(place, _)| place).collect();
        if !places.is_empty() {
            return Err(self.broken(Broken::ReasonMissing { places }, law));
        }
        let mut defects = Defects::default();
        for (position, answer) in answers.iter().enumerate() {
            must_fit(
                &answer.reason,
                &format!("answers[{position}].reason"),
                &mut defects,
            );
        }
        defects.judge()?;
        self.answers.clone_from(&answers);
        self.settlement = Some(Settlement::Answered);
        Ok((
            ReviewState::AwaitingFinalReport,
            Body::CommentsAnswered(CommentsAnswered { answers }),
        ))
    }

    /// The school may speak while its limit runs; after deemed consent it is told why it may not.
    fn must_await_comments(&self, act: &'static str, law: &Law) -> Result<(), Refusal> {
        let settled = self
            .history
            .iter()
            .find(|change| change.state == ReviewState::AwaitingFinalReport);
        match settled {
            Some(settled) if self.settlement == Some(Settlement::Deemed) => {
                let on = local_day(settled.at);
                Err(self.broken(Broken::ConsentDeemed { on }, law))
            }
            _ => self.must_be(ReviewState::AwaitingComments, act, law),
        }
    }
}
