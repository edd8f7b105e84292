//! The end of what is being built, looked at and taken back.

use super::{Frame, needs_space};

impl Frame {
    /// The last letters of the active block, with no white space behind them but the end of a
    /// line of the file.
    pub(crate) fn tail(&self) -> Option<&str> {
        let block = self.blocks.last().filter(|_| self.active && !self.parted)?;
        let text = &block.content.text;
        if self.space && !self.line_end {
            return None;
        }
        let start = text.rfind(' ').map_or(0, |at| at + 1);
        Some(&text[start..])
    }

    /// Takes back the hyphen that was added last.
    pub(crate) fn unhyphen(&mut self) {
        let Some(block) = self.blocks.last_mut().filter(|_| self.active) else { return };
        block.content.text.pop();
        let end = block.content.text.len() as u32;
        let content = &mut block.content;
        content.source.runs.retain(|run| run.0 <= end);
        for point in content.points.iter_mut() {
            point.at = point.at.min(end);
        }
        content.styles.iter_mut().for_each(|styled| {
            styled.range.end = styled.range.end.min(end);
        });
        for pin in self.pins.iter_mut().flatten() {
            if pin.block as usize + 1 == self.blocks.len() {
                pin.offset = pin.offset.min(end);
            }
        }
    }

    /// Lets pins whose block was taken back wait again.
    pub(crate) fn reset_pins(&mut self) {
        let count = self.blocks.len() as u32;
        for (number, pin) in self.pins.iter_mut().enumerate() {
            if pin.is_some_and(|place| place.block >= count) {
                *pin = None;
                self.waiting.push(number);
            }
        }
    }

    /// Puts the space that waits, so that the place behind it can be named.
    pub(crate) fn settle_space(&mut self) {
        if (std::mem::take(&mut self.space) && !self.glue
            || std::mem::take(&mut self.parted))
            && let Some(block) = self.blocks.last_mut().filter(|_| self.active)
            && needs_space(&block.content)
        {
            block.content.text.push(' ');
        }
    }
}
